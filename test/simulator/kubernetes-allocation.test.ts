import { expect, test } from '@jest/globals';
import { CORE, JOBS, container, job, rig, systemPool } from './kubernetes-rig.ts';
import type { Json } from './kubernetes-rig.ts';

const core = (kind: string, rest: object, name = 'a'): object => ({
  apiVersion: 'v1',
  kind,
  metadata: { name },
  ...rest,
});
const service = (name: string, spec: object): object =>
  core('Service', { spec: { ports: [{ port: 80 }], ...spec } }, name);
const pod = (spec: object): object => core('Pod', { spec: { containers: [container()], ...spec } });
const claim = core('PersistentVolumeClaim', {
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
});
const usesClaim = { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'a' } }] };
const CLAIM = `${CORE}/persistentvolumeclaims/a`;

test('an address of a Service is one of the service network that nobody else has', () => {
  const r = rig();
  const { clusterIP } = r.json('POST', `${CORE}/services`, { body: service('a', {}) }).spec;
  const refused = (address: string): Json =>
    r.json('POST', `${CORE}/services`, { body: service('b', { clusterIP: address }) }).message;
  expect(refused('192.168.1.1')).toContain('the provided network does not match the current range');
  expect(refused(clusterIP)).toContain('provided IP is already allocated');
});

test('a port of a Service on the nodes is one of theirs that nobody else has', () => {
  const r = rig();
  const exposed = (nodePort: number): object => ({ type: 'NodePort', ports: [{ port: 80, nodePort }] });
  const asked = (name: string, nodePort: number): Json =>
    r.json('POST', `${CORE}/services`, { body: service(name, exposed(nodePort)) });
  expect(asked('a', 30_080).kind).toBe('Service');
  expect(asked('b', 30_080).message).toContain('provided port is already allocated');
  expect(asked('b', 80).message).toContain('The range of valid ports is 30000-32767');
});

test('a Service may begin with a digit from 1.36 on', () => {
  const statusAt = (version: string): number =>
    rig([systemPool], {}, version).ask('POST', `${CORE}/services`, { body: service('1a', {}) }).status;
  expect([statusAt('1.35.4'), statusAt('1.36.1')]).toEqual([422, 201]);
});

test('a pod has the token of its account unless it wants none', () => {
  const r = rig();
  const { volumes, containers } = r.json('POST', `${CORE}/pods`, { body: pod({}) }).spec;
  expect(volumes[0].projected.sources[0]).toMatchObject({ serviceAccountToken: { path: 'token' } });
  expect(containers[0].volumeMounts).toEqual([
    { name: volumes[0].name, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
  ]);
  r.ask('DELETE', `${CORE}/pods/a`);
  const bare = r.json('POST', `${CORE}/pods`, { body: pod({ automountServiceAccountToken: false }) });
  expect(bare.spec.volumes).toBeUndefined();
});

test('a claim that goes waits for the pods that use it', () => {
  const r = rig();
  r.ask('POST', `${CORE}/persistentvolumeclaims`, { body: claim });
  r.ask('POST', `${CORE}/pods`, { body: pod(usesClaim) });
  r.pass(60);
  r.ask('DELETE', CLAIM);
  r.pass(10);
  expect(r.get(CLAIM).metadata).toMatchObject({ finalizers: ['kubernetes.io/pvc-protection'] });
  r.ask('DELETE', `${CORE}/pods/a`);
  r.pass(60);
  expect(r.get(CLAIM).code).toBe(404);
});

test('a suspended Job has no pods, says so, and goes on when it is resumed', () => {
  const r = rig();
  r.apply(`${JOBS}/a`, job('a', { suspend: true }));
  r.pass(5);
  expect(r.get(`${JOBS}/a`).status.conditions[0]).toMatchObject({ type: 'Suspended', status: 'True' });
  expect(r.get(`${CORE}/pods`).items).toEqual([]);
  r.apply(`${JOBS}/a`, job('a', { suspend: false }));
  r.pass(60);
  const { conditions } = r.get(`${JOBS}/a`).status;
  expect(conditions.map(({ type, status }: Json) => `${type} ${status}`)).toEqual([
    'Suspended False',
    'SuccessCriteriaMet True',
    'Complete True',
  ]);
});

test('a change of a pod that may not be is told line by line', () => {
  const r = rig();
  r.ask('POST', `${CORE}/pods`, { body: pod({}) });
  const { message } = r.json('PATCH', `${CORE}/pods/a`, {
    body: { spec: { hostname: 'other' } },
    type: 'application/merge-patch+json',
  });
  expect(message).toContain('\n- "Hostname": "",\n+ "Hostname": "other",\n');
});

test('a Service keeps its ports on the nodes when it is replaced by one that does not name them', () => {
  const r = rig();
  const ports = [
    { name: 'web', port: 80 },
    { name: 'tls', port: 443 },
  ];
  const body = service('a', { type: 'NodePort', ports });
  const numbers = ({ spec }: Json): Json => spec.ports.map(({ name, nodePort }: Json) => [name, nodePort]);
  const [web, tls] = numbers(r.json('POST', `${CORE}/services`, { body }));
  const turned = service('a', { type: 'NodePort', ports: ports.toReversed() });
  expect(numbers(r.json('PUT', `${CORE}/services/a`, { body: turned }))).toEqual([tls, web]);
});

test('a port on the nodes that the server chooses is free', () => {
  const r = rig();
  const of = (name: string, port: object): Json =>
    r.json('POST', `${CORE}/services`, {
      body: service(name, { type: 'NodePort', ports: [{ port: 80, ...port }] }),
    });
  const [first] = of('first', {}).spec.ports;
  for (const offset of [3, 4, 5, 6, 7]) of(`s${offset}`, { nodePort: Number(first.nodePort) + offset });
  expect(of('last', {}).code).toBeUndefined();
});

test('a pod that was given for ever to stop goes all the same', () => {
  const r = rig();
  r.ask('POST', `${CORE}/pods`, { body: pod({ terminationGracePeriodSeconds: 1e300 }) });
  r.pass(60);
  expect(r.ask('DELETE', `${CORE}/pods/a`).status).toBe(200);
  r.pass(10);
  expect(r.get(`${CORE}/pods/a`).code).toBe(404);
});

test('a key of a ConfigMap may have the name of something of a language', () => {
  const data = { constructor: 'a', toString: 'b' };
  expect(rig().json('POST', `${CORE}/configmaps`, { body: core('ConfigMap', { data }) }).data).toEqual(data);
});

test('a change of a very long pod is told by what changes', () => {
  const r = rig();
  const env = (value: string): object[] =>
    Array.from({ length: 3000 }, (_, index) => ({ name: `E${index}`, value }));
  r.ask('POST', `${CORE}/pods`, { body: pod({ containers: [container({ env: env('a') })] }) });
  const live = r.get(`${CORE}/pods/a`);
  const changed = (variables: object[]): string =>
    r.json('PUT', `${CORE}/pods/a`, {
      body: {
        ...live,
        spec: { ...live.spec, containers: [{ ...live.spec.containers[0], env: variables }] },
      },
    }).message;
  const one = changed([...env('a').slice(0, -1), { name: 'E2999', value: 'b' }]);
  expect(one).toMatch(/\n- +"Value": "a",\n\+ +"Value": "b",\n/);
  expect(one.split('\n').length).toBeLessThan(20);
  // Too much to be compared line by line: all that was comes before all that would be.
  expect(changed(env('b'))).not.toMatch(/\n\+[^\n]*\n-/);
});
