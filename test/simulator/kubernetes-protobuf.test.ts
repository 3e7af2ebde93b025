import { expect, test } from '@jest/globals';
import { readProtobuf } from '../../src/simulator/kubernetes/schema/protobuf.ts';
import { CORE, rig } from './kubernetes-rig.ts';
import type { Json } from './kubernetes-rig.ts';

const TYPE = 'application/vnd.kubernetes.protobuf';

/** A number as protobuf has it: seven bits a byte, the lowest first. */
function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
const bytes = (number: number, content: readonly number[]): number[] => [
  ...varint(number * 8 + 2),
  ...varint(content.length),
  ...content,
];
const text = (number: number, content: string): number[] => bytes(number, [...Buffer.from(content)]);
const whole = (number: number, value: number): number[] => [...varint(number * 8), ...varint(value)];
const message = (number: number, ...fields: readonly number[][]): number[] => bytes(number, fields.flat());

/** A body as the clients of Go send it: a mark, the type, the object. */
const object = (apiVersion: string, kind: string, ...fields: readonly number[][]): string =>
  Buffer.from([
    ...Buffer.from('k8s\0'),
    ...message(1, text(1, apiVersion), text(2, kind)),
    ...message(2, ...fields),
  ]).toString('latin1');
const named = (name: string): number[] => message(1, text(1, name), text(2, ''), whole(7, 0));

test('a body may be protobuf, as kubectl create sends it', () => {
  const r = rig();
  const entry = (key: string, value: string): number[] => message(2, text(1, key), text(2, value));
  const body = object('v1', 'ConfigMap', named('a'), entry('one', '1'), entry('two', '2'));
  const made = r.json('POST', `${CORE}/configmaps`, { type: TYPE, body });
  expect(made.data).toEqual({ one: '1', two: '2' });
  expect(made.metadata.name).toBe('a');
});

test('numbers, quantities and choices of protobuf are read as their fields want them', () => {
  const r = rig();
  const container = message(
    2,
    text(1, 'main'),
    text(2, 'example.com/app:1'),
    message(8, message(2, text(1, 'cpu'), message(2, text(1, '0.5')))),
    message(
      11,
      message(1, message(2, text(1, '/ready'), message(2, whole(1, 1), text(3, 'http')))),
      whole(2, 0),
    ),
    message(6, text(1, 'http'), whole(2, 0), whole(3, 8080)),
    whole(16, 0),
  );
  const spec = message(2, container, whole(4, 5), whole(11, 0), whole(21, 0));
  const pod: Json = r.json('POST', `${CORE}/pods`, {
    type: TYPE,
    body: object('v1', 'Pod', named('a'), spec),
  });
  expect(pod.spec).toMatchObject({ terminationGracePeriodSeconds: 5, automountServiceAccountToken: false });
  // Go sends its zeros; those of plain fields mean nothing.
  expect(pod.spec).not.toHaveProperty('hostNetwork');
  const [main] = pod.spec.containers;
  expect(main).not.toHaveProperty('stdin');
  expect(main.ports).toEqual([{ name: 'http', containerPort: 8080, protocol: 'TCP' }]);
  expect(main.resources.requests).toEqual({ cpu: '500m' });
  expect(main.readinessProbe.httpGet).toEqual({ path: '/ready', port: 'http', scheme: 'HTTP' });
});

test('protobuf that breaks off, or is none, is refused with 400', () => {
  const r = rig();
  const body = object('v1', 'ConfigMap', named('a'));
  const statusOf = (sent: string): number =>
    r.ask('POST', `${CORE}/configmaps`, { type: TYPE, body: sent }).status;
  expect([statusOf(body.slice(0, -1)), statusOf('{"kind":"ConfigMap"}')]).toEqual([400, 400]);
  const late = message(1, text(1, 'a'), message(8, whole(1, 2 ** 52)));
  expect(statusOf(object('v1', 'ConfigMap', late))).toBe(400);
});

test('what the simulator does not read in protobuf it refuses with 501', () => {
  const r = rig();
  const windows = message(15, message(10, text(1, 'x')));
  const spec = message(2, message(2, text(1, 'main'), text(2, 'i'), windows));
  const { code, message: why } = r.json('POST', `${CORE}/pods`, {
    type: TYPE,
    body: object('v1', 'Pod', named('a'), spec),
  });
  expect([code, why]).toEqual([501, 'the simulator does not read windowsOptions in protobuf']);
});

test('a kind that protobuf has not is refused by its name', () => {
  const r = rig();
  for (const kind of ['~ProbeHandler', 'constructor']) {
    const made = r.json('POST', `${CORE}/configmaps`, { type: TYPE, body: object('v1', kind, named('a')) });
    expect([made.code, made.message]).toEqual([501, `the simulator does not read ${kind} in protobuf`]);
  }
});

test('long lists and maps of protobuf are read once', () => {
  const entries = Array.from({ length: 50_000 }, (_, index) => message(2, text(1, `k${index}`), text(2, '')));
  const sent = Buffer.from(object('v1', 'ConfigMap', ...entries, message(2, text(1, '__proto__'))), 'latin1');
  const began = performance.now();
  const { data } = readProtobuf(sent) as Json;
  expect([Object.keys(data).length, data.k49999]).toEqual([50_001, '']);
  // Copied for every entry it took minutes.
  expect(performance.now() - began).toBeLessThan(5000);
});
