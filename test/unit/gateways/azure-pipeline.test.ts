import { describe, expect, test } from '@jest/globals';
import { repeating, type Repeatable } from '../../../src/gateways/azure-pipeline.ts';
import { problemFrom } from '../../../src/problems/from-azure.ts';
import { VirtualClock } from '../../../src/simulator/clock.ts';
import { thrown } from './rig.ts';

interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends until the replies run out; the last one stays. */
async function send(replies: readonly (Reply | Error)[], repeatable: Repeatable = 'always') {
  const clock = new VirtualClock();
  const began = clock.now();
  const waits: number[] = [];
  let sent = 0;
  const outcome = await repeating<Reply>(
    { clock, onRetry: ({ waitMs }) => void waits.push(waitMs / 1000) },
    repeatable,
    () => {
      const reply = replies[Math.min(sent++, replies.length - 1)];
      if (reply === undefined || 'status' in reply) return Promise.resolve(reply ?? { status: 200 });
      return Promise.reject(reply);
    },
    ({ status, headers = {} }) => ({ status, header: (name) => headers[name] }),
  ).catch((error: unknown) => error);
  return { outcome, waits, sent, seconds: (clock.now() - began) / 1000 };
}

const ok: Reply = { status: 200 };
const throttled = (headers?: Record<string, string>): Reply => ({ status: 429, ...(headers && { headers }) });
const socket = (code: string): Error => Object.assign(new Error(code), { code });

describe('a call that is throttled', () => {
  test.each([
    ['seconds', { 'retry-after': '17' }, 17],
    ['fractions of seconds, as Graph sends them', { 'retry-after': '2.128' }, 2.128],
    ['milliseconds', { 'x-ms-retry-after-ms': '2500' }, 2.5],
    ['a date', { 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT', date: 'Thu, 01 Jan 2026 00:00:00 GMT' }, 30],
    ['far too long', { 'retry-after': '86400' }, 120],
    ['zero', { 'retry-after': '0' }, 1],
    ['nonsense', { 'retry-after': 'soon' }, 10],
  ])('waits as it is told: %s', async (_title, headers, seconds) => {
    expect(await send([throttled(headers), ok])).toMatchObject({ outcome: ok, waits: [seconds], seconds });
  });

  test('waits longer and longer when it is not told', async () => {
    expect((await send([throttled(), throttled(), throttled(), ok])).waits).toEqual([10, 20, 40]);
  });

  test('is repeated even if it creates: it was turned away at the door', async () => {
    expect(await send([throttled(), ok], 'when-throttled')).toMatchObject({ outcome: ok, sent: 2 });
  });

  test('for ever is given up after some minutes, and its last answer is the outcome', async () => {
    const { outcome, seconds } = await send([throttled()]);
    expect(outcome).toMatchObject({ status: 429 });
    expect(seconds).toBeLessThanOrEqual(600);
    expect(seconds).toBeGreaterThan(300);
  });
});

describe('a service that is away', () => {
  test.each([408, 500, 502, 503, 504])('is asked again after %d', async (status) => {
    expect(await send([{ status }, { status }, { status }, ok])).toMatchObject({
      outcome: ok,
      waits: [1, 2, 4],
    });
  });

  test('is asked ten times at most, and no pause is longer than half a minute', async () => {
    const { outcome, waits, sent } = await send([{ status: 503 }]);
    expect(outcome).toEqual({ status: 503 });
    expect({ sent, waits }).toEqual({ sent: 10, waits: [1, 2, 4, 8, 16, 30, 30, 30, 30] });
  });

  test('is not asked twice to create something: the first may have taken effect', async () => {
    expect(await send([{ status: 504 }, ok], 'when-throttled')).toMatchObject({
      outcome: { status: 504 },
      sent: 1,
    });
    const reset = socket('ECONNRESET');
    expect(await send([reset, ok], 'when-throttled')).toMatchObject({ outcome: reset, sent: 1 });
  });

  test.each([200, 201, 202, 204, 400, 401, 403, 404, 409, 412])('%d is an answer', async (status) => {
    expect(await send([{ status }])).toMatchObject({ outcome: { status }, sent: 1 });
  });
});

describe('a network that is away', () => {
  test.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN', 'ENOTFOUND', 'ECONNREFUSED'])(
    '%s is got over',
    async (code) => {
      expect(await send([socket(code), socket(code), ok])).toMatchObject({ outcome: ok, waits: [1, 2] });
    },
  );

  test('that has no such name is given up within a minute', async () => {
    const { outcome, seconds } = await send([socket('ENOTFOUND')]);
    expect(outcome).toMatchObject({ code: 'ENOTFOUND' });
    expect(seconds).toBeLessThan(60);
  });

  test.each([
    ['a certificate that is not trusted', socket('SELF_SIGNED_CERT_IN_CHAIN')],
    ['a bug', new TypeError('x is not a function')],
  ])('%s does not pass by itself', async (_title, error) => {
    expect(await send([error])).toMatchObject({ outcome: error, sent: 1 });
  });
});

test('a wait ends at once when the person ends the run', async () => {
  const clock = new VirtualClock();
  const control = new AbortController();
  const patience = { clock, signal: control.signal, onRetry: () => control.abort() };
  const error = await thrown(
    repeating(
      patience,
      'always',
      () => Promise.resolve(503),
      (status) => ({ status, header: () => undefined }),
    ),
  );
  expect(error).toMatchObject({ code: 'cancelled.interrupted' });
  expect(clock.now()).toBe(Date.UTC(2026, 0, 1));
});

test('a call that our own limit ended was silence, not an interruption', async () => {
  const aborted = new DOMException('The operation was aborted.', 'AbortError');
  expect(await send([aborted, ok])).toMatchObject({ outcome: ok, sent: 2 });
  const { outcome } = await send([aborted], 'when-throttled');
  expect(problemFrom(outcome, { doing: 'create', what: 'Thing' })).toMatchObject({
    code: 'azure.unreachable',
  });
});
