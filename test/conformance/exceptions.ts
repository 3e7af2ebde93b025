import type { Exception } from './exchange.ts';

/**
 * Violations that are the description's fault, each with the reason.
 *
 * Every one must be needed by the traffic of the journeys: a dead exception fails the suite.
 */
export const exceptions: readonly Exception[] = [];
