import { authorization } from './authorization.ts';
import { compute } from './compute.ts';
import { containerservice } from './containerservice.ts';
import { dbforpostgresql } from './dbforpostgresql.ts';
import { managedidentity } from './managedidentity.ts';
import { network } from './network.ts';
import type { Provider } from './resource-type.ts';
import { resources } from './resources.ts';
import { storage } from './storage.ts';

/** The resource providers of the simulated Azure. */
export const providers: readonly Provider[] = [
  resources,
  network,
  storage,
  dbforpostgresql,
  containerservice,
  compute,
  authorization,
  managedidentity,
];
