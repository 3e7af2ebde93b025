import { describe, expect, test } from '@jest/globals';
import type { KubeObject } from '../../../src/gateways/ports.ts';
import { driftOf, tellDrift } from '../../../src/kubernetes/drift.ts';

const deployment = (spec: object): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { namespace: 'metaflow', name: 'x' },
  spec,
});
const container = (fields: object): object => ({ containers: [{ name: 'main', ...fields }] });

describe('what is no difference', () => {
  test.each([
    ['what the server adds', { replicas: 1 }, { replicas: 1, revisionHistoryLimit: 10 }],
    [
      'another spelling of CPU',
      container({ resources: { requests: { cpu: '1000m' } } }),
      container({ resources: { requests: { cpu: '1' } } }),
    ],
    [
      'another spelling of memory',
      container({ resources: { limits: { memory: '1024Mi' } } }),
      container({ resources: { limits: { memory: '1Gi' } } }),
    ],
    [
      'a container that was put in beside ours',
      container({ image: 'a' }),
      { containers: [{ name: 'proxy' }, { name: 'main', image: 'a' }] },
    ],
    ['false that the server leaves out', { hostNetwork: false }, {}],
    [
      'an empty text that the server leaves out',
      container({ env: [{ name: 'A', value: '' }] }),
      container({ env: [{ name: 'A' }] }),
    ],
    [
      'two mounts of one volume',
      container({
        volumeMounts: [
          { name: 'v', mountPath: '/b' },
          { name: 'v', mountPath: '/a' },
        ],
      }),
      container({
        volumeMounts: [
          { name: 'v', mountPath: '/a' },
          { name: 'v', mountPath: '/b' },
        ],
      }),
    ],
  ])('%s', (_, wanted, live) => {
    expect(driftOf(deployment(wanted), deployment(live))).toEqual([]);
  });
});

describe('what is seen', () => {
  test.each([
    [
      'an image',
      container({ image: 'a' }),
      container({ image: 'b' }),
      'Deployment metaflow/x.spec.containers.main.image',
    ],
    ['replicas', { replicas: 2 }, { replicas: 0 }, 'Deployment metaflow/x.spec.replicas'],
    [
      'a variable',
      container({ env: [{ name: 'A', value: '1' }] }),
      container({ env: [{ name: 'A', value: '2' }] }),
      'Deployment metaflow/x.spec.containers.main.env.A.value',
    ],
    [
      'a variable that is gone',
      container({ env: [{ name: 'A', value: '1' }] }),
      container({ env: [{ name: 'B', value: '1' }] }),
      'Deployment metaflow/x.spec.containers.main.env.A',
    ],
    ['a list that shrank', { args: ['a', 'b'] }, { args: ['a'] }, 'Deployment metaflow/x.spec.args'],
    [
      'more memory',
      container({ resources: { limits: { memory: '1Gi' } } }),
      container({ resources: { limits: { memory: '2Gi' } } }),
      'Deployment metaflow/x.spec.containers.main.resources.limits.memory',
    ],
    [
      'a variable that only looks like a quantity',
      container({ env: [{ name: 'A', value: '1000' }] }),
      container({ env: [{ name: 'A', value: '1k' }] }),
      'Deployment metaflow/x.spec.containers.main.env.A.value',
    ],
  ])('%s', (_, wanted, live, path) => {
    expect(driftOf(deployment(wanted), deployment(live)).map((change) => change.path)).toEqual([path]);
  });

  test('a Secret without its values', () => {
    const secret = (value: string): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace: 'n', name: 's' },
      data: { password: value },
    });
    expect(JSON.stringify(driftOf(secret('aHVzaA=='), secret('bG91ZA==')))).not.toMatch(/aHVzaA|bG91ZA/);
    expect(driftOf(secret('a'), secret('b'))).toHaveLength(1);
  });
});

describe('what a person is told', () => {
  const marked = (recipe: string, replicas: number, read = 'same'): KubeObject => ({
    ...deployment({
      replicas,
      template: { metadata: { annotations: { 'metaflow-azure/rolls-with': read } } },
    }),
    metadata: { namespace: 'metaflow', name: 'x', annotations: { 'metaflow-azure/recipe': recipe } },
  });

  test('has the field that changed and not our mark', () => {
    expect(tellDrift(marked('new', 2), marked('old', 1))).toEqual([
      { path: 'Deployment metaflow/x.spec.replicas', from: 1, to: 2 },
    ]);
  });

  test('says so when a field went away, which only the mark shows', () => {
    expect(tellDrift(marked('new', 1), marked('old', 1))).toMatchObject([{ path: 'Deployment metaflow/x' }]);
  });

  test('says so when pods have read something that changed', () => {
    expect(tellDrift(marked('new', 1, 'new'), marked('old', 1, 'old'))).toMatchObject([
      { path: 'Deployment metaflow/x: what its pods have read' },
    ]);
  });
});
