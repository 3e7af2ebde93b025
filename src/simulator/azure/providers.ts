import type { Provider } from './resource-type.ts';
import { resources } from './resources.ts';
import { storage } from './storage.ts';

/** The resource providers of the simulated Azure. */
export const providers: readonly Provider[] = [resources, storage];
