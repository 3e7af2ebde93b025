import { textOf } from '../json.ts';
import type { JsonObject } from '../json.ts';
import type { Faults } from '../ports.ts';
import type { ClusterState } from './world.ts';

/** The deviations from good weather that clusters know, with what their knobs mean. */
export const kubernetesFaults = {
  'k8s.warmup': 'the API server refuses connections for so many seconds after the cluster opened: seconds',
  'k8s.imagePull': 'the registry does not have the image; about "pod namespace/name image"',
  'k8s.crash':
    'a container ends with exit code 1 soon after its start: log; about "pod namespace/name image"',
  'k8s.unschedulable': 'no node takes the pod; about "pod namespace/name"',
  'k8s.jobFails': 'a container of a job ends with exit code 1: log; about "job namespace/name"',
  'k8s.webhookDenies': 'a policy refuses a write: message; about "Kind namespace/name"',
} as const;

/** The knobs of a fault that strikes now, or undefined. A knob `match` narrows it by a regular expression. */
export function isStruck(
  faults: Faults,
  id: keyof typeof kubernetesFaults,
  about: string,
): Readonly<JsonObject> | undefined {
  const knobs = faults.take(id, about);
  const match = textOf(knobs?.['match']);
  if (knobs === undefined || match === '') return knobs;
  return new RegExp(match, 'i').test(about) ? knobs : undefined;
}

const DEFAULT_WARMUP_SECONDS = 30;

/** Whether the API server of a cluster is not up yet, because a fault says so. */
export function isWarmingUp({ fqdn, openedAt }: ClusterState, faults: Faults, now: number): boolean {
  const knobs = isStruck(faults, 'k8s.warmup', fqdn);
  return knobs !== undefined && now < openedAt + Number(knobs['seconds'] ?? DEFAULT_WARMUP_SECONDS) * 1000;
}
