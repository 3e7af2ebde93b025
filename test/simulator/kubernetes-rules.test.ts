import { expect, test } from '@jest/globals';
import { CORE, DEPLOYMENTS, JOBS, container, deployment, job, rig } from './kubernetes-rig.ts';
import type { Json } from './kubernetes-rig.ts';

const withContainer = (extra: object): object => deployment('web', {}, { containers: [container(extra)] });
const core = (kind: string, rest: object): object => ({
  apiVersion: 'v1',
  kind,
  metadata: { name: 'x' },
  ...rest,
});
const service = (spec: object): object => core('Service', { spec: { selector: { a: 'b' }, ...spec } });
const SPEC = 'spec.template.spec';
const FIRST = `${SPEC}.containers[0]`;

test.each<[string, string, object, string]>([
  ['a name with capitals', DEPLOYMENTS, { ...deployment('web'), metadata: { name: 'Web' } }, 'metadata.name'],
  ['a name that is absent', DEPLOYMENTS, { ...deployment('web'), metadata: {} }, 'metadata.name'],
  [
    'a label value with a blank',
    DEPLOYMENTS,
    { ...deployment('w'), metadata: { name: 'w', labels: { a: 'b c' } } },
    'metadata.labels',
  ],
  ['no selector', DEPLOYMENTS, deployment('web', { selector: undefined }), 'spec.selector'],
  [
    'a selector that misses the template',
    DEPLOYMENTS,
    deployment('web', { selector: { matchLabels: { app: 'other' } } }),
    'spec.template.metadata.labels',
  ],
  ['no containers', DEPLOYMENTS, deployment('web', {}, { containers: [] }), `${SPEC}.containers`],
  ['a container without image', DEPLOYMENTS, withContainer({ image: undefined }), `${FIRST}.image`],
  [
    'two containers of one name',
    DEPLOYMENTS,
    deployment('web', {}, { containers: [container(), container()] }),
    `${SPEC}.containers[1].name`,
  ],
  [
    'a port out of range',
    DEPLOYMENTS,
    withContainer({ ports: [{ containerPort: 70000 }] }),
    `${FIRST}.ports[0].containerPort`,
  ],
  [
    'a mount of an unknown volume',
    DEPLOYMENTS,
    withContainer({ volumeMounts: [{ name: 'v', mountPath: '/v' }] }),
    `${FIRST}.volumeMounts[0].name`,
  ],
  [
    'a volume without a type',
    DEPLOYMENTS,
    deployment('web', {}, { volumes: [{ name: 'v' }] }),
    `${SPEC}.volumes[0]`,
  ],
  [
    'a request above the limit',
    DEPLOYMENTS,
    withContainer({ resources: { requests: { cpu: '2' }, limits: { cpu: '1' } } }),
    `${FIRST}.resources.requests`,
  ],
  [
    'a probe without a handler',
    DEPLOYMENTS,
    withContainer({ readinessProbe: { periodSeconds: 3 } }),
    `${FIRST}.readinessProbe`,
  ],
  [
    'an unknown pull policy',
    DEPLOYMENTS,
    withContainer({ imagePullPolicy: 'Sometimes' }),
    `${FIRST}.imagePullPolicy`,
  ],
  [
    'a Deployment of pods that end',
    DEPLOYMENTS,
    deployment('web', {}, { restartPolicy: 'Never' }),
    `${SPEC}.restartPolicy`,
  ],
  [
    'a rolling update of a strategy that recreates',
    DEPLOYMENTS,
    deployment('web', { strategy: { type: 'Recreate', rollingUpdate: {} } }),
    'spec.strategy.rollingUpdate',
  ],
  [
    'a toleration of nothing',
    DEPLOYMENTS,
    deployment('web', {}, { tolerations: [{ value: 'x' }] }),
    `${SPEC}.tolerations[0].operator`,
  ],
  ['a Job of pods that stay', JOBS, job('a', {}, { restartPolicy: 'Always' }), `${SPEC}.restartPolicy`],
  ['a Service without ports', `${CORE}/services`, service({}), 'spec.ports'],
  [
    'a Service whose ports have no names',
    `${CORE}/services`,
    service({ ports: [{ port: 1 }, { port: 2 }] }),
    'spec.ports[0].name',
  ],
  [
    'a Service with a capital',
    `${CORE}/services`,
    { ...service({ ports: [{ port: 1 }] }), metadata: { name: '1a' } },
    'metadata.name',
  ],
  [
    'a config key with a slash',
    `${CORE}/configmaps`,
    core('ConfigMap', { data: { 'a/b': 'c' } }),
    'data[a/b]',
  ],
  [
    'a TLS secret without its key',
    `${CORE}/secrets`,
    core('Secret', { type: 'kubernetes.io/tls', data: { 'tls.crt': 'YQ==' } }),
    'data[tls.key]',
  ],
  [
    'a claim of nothing',
    `${CORE}/persistentvolumeclaims`,
    core('PersistentVolumeClaim', { spec: { accessModes: ['ReadWriteOnce'] } }),
    'spec.resources[storage]',
  ],
])('validation refuses %s', (_what, path, body, field) => {
  const answer = rig().json('POST', path, { body });
  expect(answer).toMatchObject({ code: 422, reason: 'Invalid' });
  expect(answer.details.causes.map((cause: Json) => cause.field)).toContain(field);
  expect(answer.message).toContain(`${field}: `);
});

test('an environment value must be a string', () => {
  const { json } = rig();
  const answer = json('POST', DEPLOYMENTS, { body: withContainer({ env: [{ name: 'A', value: 1 }] }) });
  expect(answer).toMatchObject({ code: 400 });
  expect(answer.message).toContain('cannot unmarshal number');
});

test('an environment variable has one source', () => {
  const both = { name: 'A', value: '1', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } };
  const answer = rig().json('POST', DEPLOYMENTS, { body: withContainer({ env: [both] }) });
  expect(answer.message).toContain('may not be specified when `value` is not empty');
});

test('data of a Secret must be base64', () => {
  const answer = rig().json('POST', `${CORE}/secrets`, { body: core('Secret', { data: { a: '%%%' } }) });
  expect(answer).toMatchObject({ code: 400 });
  expect(answer.message).toContain('illegal base64 data at input byte 0');
});

test('several broken rules are all named', () => {
  const body = deployment('web', { replicas: -1 }, { containers: [container({ image: undefined })] });
  const answer = rig().json('POST', DEPLOYMENTS, { body });
  expect(answer.message).toMatch(
    /^Deployment\.apps "web" is invalid: \[.*spec\.replicas.*, .*image: Required value\]$/,
  );
});
