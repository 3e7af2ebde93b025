import type { AnyResource } from '../engine/resource.ts';
import { kubernetesVersionCheck, quotaCheck, vmSizeCheck } from './capacity.ts';
import type { Check } from './check.ts';
import { databaseOfferCheck } from './database-offer.ts';
import { databaseNameCheck, storageNameCheck } from './names.ts';
import { busSizeCheck } from './event-bus.ts';
import { addressSpaceCheck } from './network.ts';
import { removalCheck } from './removals.ts';
import { directoryCheck, rightsCheck } from './rights.ts';
import { locationCheck, subscriptionCheck } from './subscription.ts';

/** Everything that can be asked before the first write, in the order in which it is told. */
export const checksFor = (stack: readonly AnyResource[]): readonly Check[] => [
  subscriptionCheck,
  locationCheck,
  rightsCheck(stack),
  directoryCheck,
  storageNameCheck,
  databaseNameCheck,
  vmSizeCheck,
  quotaCheck,
  databaseOfferCheck,
  kubernetesVersionCheck,
  addressSpaceCheck,
  removalCheck,
  busSizeCheck,
];
