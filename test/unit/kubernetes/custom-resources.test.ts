import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../src/gateways/ports.ts';
import type { Sighting } from '../../../src/kubernetes/evidence.ts';
import { readiness } from '../../../src/kubernetes/readiness.ts';
import { NOW } from './support.ts';

const ago = (seconds: number): string => new Date(NOW - seconds * 1000).toISOString();
const argo = (kind: string, conditions?: readonly object[], ageSeconds = 5): KubeObject => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind,
  metadata: { name: 'default', namespace: 'jobs', creationTimestamp: ago(ageSeconds) },
  ...(conditions === undefined ? {} : { status: { conditions } }),
});
const holds = (...types: readonly string[]) => types.map((type) => ({ type, status: 'True' }));
const fails = (seconds: number) => [
  { type: 'Configured', status: 'True' },
  {
    type: 'Deployed',
    status: 'False',
    message: 'no storage class "fast"',
    lastTransitionTime: ago(seconds),
  },
];

const replicas = (ready: number): Sighting => ({
  object: {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'made-by-argo', namespace: 'jobs', generation: 1 },
    spec: { replicas: 1 },
    status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: ready },
  },
  evidence: { pods: [], endpoints: 0, behind: [] },
});

/** An object of ours that asks for a mark on its pods, with the time of its last change. */
const changed = (
  object: KubeObject,
  pods: string,
  { mark, seconds }: { readonly mark: string; readonly seconds: number },
): KubeObject => ({
  ...object,
  metadata: {
    ...object.metadata,
    annotations: { 'metaflow-azure/controller': 'events/the-controller' },
    managedFields: [
      { manager: 'argo', operation: 'Update', time: ago(0), fieldsV1: { 'f:spec': {} } },
      { manager: 'metaflow-azure', operation: 'Apply', time: ago(seconds), fieldsV1: { 'f:spec': {} } },
      { manager: 'other', operation: 'Apply', time: ago(0), fieldsV1: { 'f:metadata': {} } },
    ],
  } as KubeObject['metadata'],
  spec: { [pods]: { metadata: { annotations: { 'metaflow-azure/rolls-with': mark } } } },
});
const madeOf = (mark: string): Sighting => {
  const { object, evidence } = replicas(1);
  const template = { metadata: { annotations: { 'metaflow-azure/rolls-with': mark, other: 'x' } } };
  return { object: { ...object, spec: { replicas: 1, template } }, evidence };
};

describe('what Argo Events makes something of', () => {
  test.each<[string, KubeObject, readonly Sighting[], object]>([
    [
      'is waited for while nobody has looked at it',
      argo('EventBus'),
      [],
      { is: 'pending', because: expect.stringMatching(/has not taken up EventBus jobs\/default yet$/) },
    ],
    [
      'names the controller’s log when nobody looks at it for long',
      changed(argo('EventBus', undefined, 60), 'jetstream', { mark: 'a', seconds: 60 }),
      [],
      {
        is: 'pending',
        because: expect.stringContaining('kubectl --namespace events logs deployment/the-controller'),
      },
    ],
    [
      'is not ready by what it was before a change: the marks of its pods tell',
      changed(argo('EventBus', holds('Configured', 'Deployed')), 'jetstream', { mark: 'b', seconds: 5 }),
      [madeOf('a')],
      { is: 'pending', because: 'Argo Events has not taken up the change to EventBus jobs/default yet' },
    ],
    [
      'that is not taken up for long is told with the log to look at',
      changed(argo('EventSource', holds('SourcesProvided', 'Deployed'), 600), 'template', {
        mark: 'b',
        seconds: 60,
      }),
      [madeOf('a')],
      { is: 'pending', because: expect.stringContaining('logs deployment/the-controller') },
    ],
    [
      'is ready when its pods have the marks of the last change',
      changed(argo('EventSource', holds('SourcesProvided', 'Deployed')), 'template', {
        mark: 'b',
        seconds: 5,
      }),
      [madeOf('b')],
      { is: 'ready' },
    ],
    [
      'is not broken by a failure that may be of before the change',
      changed(argo('EventBus', fails(600), 600), 'jetstream', { mark: 'b', seconds: 10 }),
      [],
      { is: 'pending', because: 'EventBus jobs/default: no storage class "fast"' },
    ],
    [
      'is broken when it fails long after the change',
      changed(argo('EventBus', fails(600), 600), 'jetstream', { mark: 'b', seconds: 60 }),
      [],
      { is: 'broken' },
    ],
    [
      'is not ready with half of its conditions',
      argo('EventBus', holds('Configured')),
      [replicas(1)],
      { is: 'pending' },
    ],
    [
      'is not ready by its conditions alone',
      argo('EventBus', holds('Configured', 'Deployed')),
      [],
      { is: 'pending', because: 'nothing runs for EventBus jobs/default yet' },
    ],
    [
      'is not ready before what was made of it runs',
      argo('EventSource', holds('SourcesProvided', 'Deployed')),
      [replicas(0)],
      { is: 'pending', because: 'made-by-argo: 0 of 1 pods are ready' },
    ],
    [
      'is ready once that runs',
      argo('EventSource', holds('SourcesProvided', 'Deployed')),
      [replicas(1)],
      { is: 'ready' },
    ],
    [
      'is forgiven a failure of a moment',
      argo('EventBus', fails(10)),
      [],
      { is: 'pending', because: 'EventBus jobs/default: no storage class "fast"' },
    ],
    [
      'is broken when it goes on failing',
      argo('EventBus', fails(60), 60),
      [],
      { is: 'broken', because: 'EventBus jobs/default: no storage class "fast"' },
    ],
    ['of a kind that makes nothing is ready as it is', argo('Workflow'), [], { is: 'ready' }],
  ])('%s', (_, object, behind, status) => {
    expect(readiness({ object, evidence: { pods: [], endpoints: 0, behind } }, NOW)).toMatchObject(status);
  });

  test('and another group’s kind of the same name is none of it', () => {
    const stranger = { ...argo('EventBus'), apiVersion: 'example.com/v1' };
    expect(readiness({ object: stranger, evidence: { pods: [], endpoints: 0, behind: [] } }, NOW)).toEqual({
      is: 'ready',
    });
  });
});
