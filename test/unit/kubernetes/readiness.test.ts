import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../src/gateways/ports.ts';
import { readiness, readinessOfAll } from '../../../src/kubernetes/readiness.ts';
import { NOW } from './support.ts';

const NOTHING = { pods: [], endpoints: 0, behind: [] };
const object = (kind: string, fields: object, metadata: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x', namespace: 'n', generation: 2, ...metadata },
  ...fields,
});
const condition = (type: string, status: string, more: object = {}): object => ({ type, status, ...more });
const done = { observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2 };
const set = { observedGeneration: 2, readyReplicas: 1, updateRevision: 'b', currentRevision: 'b' };

describe('one object', () => {
  test.each<[string, string, object, string]>([
    ['a Deployment that nobody has looked at', 'Deployment', { spec: { replicas: 2 } }, 'pending'],
    [
      'a Deployment whose change is not taken up',
      'Deployment',
      { spec: { replicas: 2 }, status: { ...done, observedGeneration: 1 } },
      'pending',
    ],
    [
      'a Deployment with one new pod of two',
      'Deployment',
      { spec: { replicas: 2 }, status: { ...done, updatedReplicas: 1 } },
      'pending',
    ],
    [
      'a Deployment with an old pod left',
      'Deployment',
      { spec: { replicas: 2 }, status: { ...done, replicas: 3 } },
      'pending',
    ],
    [
      'a Deployment with a pod that is not available',
      'Deployment',
      { spec: { replicas: 2 }, status: { ...done, availableReplicas: 1 } },
      'pending',
    ],
    ['a Deployment that is out', 'Deployment', { spec: { replicas: 2 }, status: done }, 'ready'],
    [
      'a Deployment of nothing',
      'Deployment',
      { spec: { replicas: 0 }, status: { observedGeneration: 2 } },
      'ready',
    ],
    [
      'a Deployment past its deadline',
      'Deployment',
      {
        spec: { replicas: 2 },
        status: {
          ...done,
          availableReplicas: 0,
          conditions: [condition('Progressing', 'False', { reason: 'ProgressDeadlineExceeded' })],
        },
      },
      'broken',
    ],
    ['a StatefulSet that is out', 'StatefulSet', { spec: { replicas: 1 }, status: set }, 'ready'],
    [
      'a StatefulSet that replaces pods',
      'StatefulSet',
      { spec: { replicas: 1 }, status: { ...set, currentRevision: 'a' } },
      'pending',
    ],
    [
      'a StatefulSet that nobody has looked at',
      'StatefulSet',
      { spec: { replicas: 0 }, status: {} },
      'pending',
    ],
    [
      'a DaemonSet on every node',
      'DaemonSet',
      {
        status: {
          observedGeneration: 2,
          desiredNumberScheduled: 2,
          updatedNumberScheduled: 2,
          numberAvailable: 2,
        },
      },
      'ready',
    ],
    [
      'a DaemonSet on one node of two',
      'DaemonSet',
      {
        status: {
          observedGeneration: 2,
          desiredNumberScheduled: 2,
          updatedNumberScheduled: 2,
          numberAvailable: 1,
        },
      },
      'pending',
    ],
    ['a Job that runs', 'Job', { status: { active: 1 } }, 'pending'],
    [
      'a Job that is complete',
      'Job',
      { status: { conditions: [condition('SuccessCriteriaMet', 'True'), condition('Complete', 'True')] } },
      'ready',
    ],
    [
      'a Job that is only about to be complete',
      'Job',
      { status: { conditions: [condition('SuccessCriteriaMet', 'True')] } },
      'pending',
    ],
    [
      'a Job that failed',
      'Job',
      { status: { conditions: [condition('Failed', 'True', { reason: 'BackoffLimitExceeded' })] } },
      'broken',
    ],
    [
      'a definition that is served',
      'CustomResourceDefinition',
      { status: { conditions: [condition('Established', 'True'), condition('NamesAccepted', 'True')] } },
      'ready',
    ],
    [
      'a definition that is not served yet',
      'CustomResourceDefinition',
      { status: { conditions: [condition('NamesAccepted', 'True')] } },
      'pending',
    ],
    [
      'a definition whose names are taken',
      'CustomResourceDefinition',
      { status: { conditions: [condition('NamesAccepted', 'False')] } },
      'broken',
    ],
    ['a namespace', 'Namespace', { status: { phase: 'Active' } }, 'ready'],
    ['a namespace on its way out', 'Namespace', { status: { phase: 'Terminating' } }, 'going'],
    ['a claim without a volume', 'PersistentVolumeClaim', { status: { phase: 'Pending' } }, 'pending'],
    ['a claim with a volume', 'PersistentVolumeClaim', { status: { phase: 'Bound' } }, 'ready'],
    ['a claim that lost its volume', 'PersistentVolumeClaim', { status: { phase: 'Lost' } }, 'broken'],
    ['a Service without endpoints', 'Service', { spec: { selector: { app: 'x' } } }, 'pending'],
    ['a Service that selects nothing by intention', 'Service', { spec: {} }, 'ready'],
    ['a kind without rules', 'ConfigMap', {}, 'ready'],
  ])('%s', (_, kind, fields, is) => {
    expect(readiness({ object: object(kind, fields), evidence: NOTHING }, NOW).is).toBe(is);
  });

  test('anything that is being deleted is going', () => {
    const deleted = object('ConfigMap', {}, { deletionTimestamp: '2026-01-01T00:00:00Z' });
    expect(readiness({ object: deleted, evidence: NOTHING }, NOW).is).toBe('going');
  });

  test('a Service with an endpoint is ready', () => {
    const service = object('Service', { spec: { selector: { app: 'x' } } });
    expect(readiness({ object: service, evidence: { ...NOTHING, endpoints: 1 } }, NOW)).toEqual({
      is: 'ready',
    });
  });

  test('a wait says how many pods are there', () => {
    const half = object('Deployment', { spec: { replicas: 2 }, status: { ...done, availableReplicas: 1 } });
    expect(readiness({ object: half, evidence: NOTHING }, NOW)).toMatchObject({
      because: 'x: 1 of 2 pods are ready',
    });
  });
});

describe('all objects together', () => {
  const available = (secondsAgo: number): object =>
    condition('Available', 'True', { lastTransitionTime: new Date(NOW - secondsAgo * 1000).toISOString() });
  const out = (secondsAgo: number): KubeObject =>
    object('Deployment', { spec: { replicas: 2 }, status: { ...done, conditions: [available(secondsAgo)] } });
  const service = object('Service', { spec: { selector: { app: 'typo' } } });
  const of = (...objects: readonly KubeObject[]) =>
    readinessOfAll(
      objects.map((each) => ({ object: each, evidence: NOTHING })),
      NOW,
    );

  test('what is broken comes before what is pending', () => {
    const failed = object('Job', { status: { conditions: [condition('Failed', 'True')] } });
    expect(of(service, failed).is).toBe('broken');
  });

  test('a Service that finds none of the pods that have long been ready is broken', () => {
    expect(of(out(5), service).is).toBe('pending');
    expect(of(out(60), service)).toMatchObject({
      is: 'broken',
      because: expect.stringContaining('selector'),
    });
  });
});
