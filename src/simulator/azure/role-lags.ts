import type { Cloud } from './cloud.ts';

/** How long the data plane takes to honour a change of roles, in milliseconds. */
export function dataPlaneLagMs(cloud: Cloud, about: string): number {
  const knobs = cloud.surroundings.faults.take('rbac.dataPlaneLag', about);
  if (knobs !== undefined) return Number(knobs['seconds'] ?? 60) * 1000;
  return cloud.surroundings.profile === 'realistic' ? 60_000 : 0;
}

/** How long ARM itself takes: less than the data plane, as it asks afresh for new tokens. */
export function controlPlaneLagMs({ surroundings }: Cloud): number {
  return surroundings.profile === 'realistic' ? 30_000 : 0;
}
