import { describe, expect, test } from '@jest/globals';
import { problemFrom, problemFromAnswer } from '../../../src/problems/from-azure.ts';
import { plain, shortId, withoutSecrets } from '../../../src/problems/plain.ts';
import { Problem } from '../../../src/problems/problem.ts';
import { GROUP } from './samples.ts';

/** As the SDK makes them; the gateways' tests have real ones. */
const restError = (message: string, fields: object): Error =>
  Object.assign(new Error(message), { name: 'RestError', ...fields });

const about = { doing: 'create', what: 'Virtual network', id: 'virtual-network' } as const;

describe('an error that was thrown', () => {
  test('of ours comes back as it is: it is a bug, and not to be explained away', () => {
    for (const error of [new TypeError('x is not a function'), 'text', undefined, { statusCode: 500 }]) {
      expect(problemFrom(error, about)).toBe(error);
    }
  });

  test('that is a problem already comes back as it is', () => {
    const problem = new Problem('azure.quota', 'Full');
    expect(problemFrom(problem, about)).toBe(problem);
  });

  test('with a success status is not a refusal: the SDK did not expect the answer, and that is a bug', () => {
    const error = restError('Unexpected status code: 204', { statusCode: 204 });
    expect(problemFrom(error, about)).toBe(error);
  });

  test('keeps the raw error, the resource and the request id for support', () => {
    const error = restError('Quota.', {
      code: 'QuotaExceeded',
      statusCode: 409,
      response: {
        status: 409,
        headers: { toJSON: () => ({ 'x-ms-request-id': 'request-7' }) },
        bodyAsText: '',
      },
    });
    const problem = problemFrom(error, about) as Problem;
    expect(problem).toMatchObject({
      code: 'azure.quota',
      requestId: 'request-7',
      about: ['virtual-network'],
    });
    expect(problem.cause).toBe(error);
  });

  test.each([
    ['The long-running operation has failed. AllocationFailed. Allocation failed.', 'azure.no-capacity'],
    ['The long-running operation has failed', 'azure.refused'],
    ['Operation was canceled', 'azure.superseded'],
  ])('by a poller, "%s", is explained from its sentence', (message, code) => {
    expect(problemFrom(new Error(message), about)).toMatchObject({ code });
  });

  test('by an abort was the person, not Azure', () => {
    expect(problemFrom(new DOMException('The operation was aborted.', 'AbortError'), about)).toMatchObject({
      code: 'cancelled.interrupted',
    });
  });
});

describe('no answer at all', () => {
  const socket = (code: string): Error => Object.assign(new Error(code), { code });
  const fetchFailed = (cause?: Error): Error =>
    new TypeError('fetch failed', cause === undefined ? {} : { cause });

  test.each([
    ['ECONNRESET', restError('read ECONNRESET', { code: 'ECONNRESET' }), 'azure.unreachable', 600],
    ['fetch failed, with a reason', fetchFailed(socket('EPIPE')), 'azure.unreachable', 600],
    ['fetch failed, without one', fetchFailed(), 'azure.unreachable', 600],
    [
      'all addresses refuse',
      fetchFailed(new AggregateError([socket('ECONNREFUSED')])),
      'azure.unreachable',
      120,
    ],
    ['no such name', socket('ENOTFOUND'), 'azure.unreachable', 120],
    ['names cannot be asked for', socket('EAI_AGAIN'), 'azure.unreachable', 120],
    [
      'a page of the hotel',
      restError('x', { code: 'PARSE_ERROR', statusCode: 200 }),
      'azure.unreachable',
      120,
    ],
    ['a proxy that opens connections', socket('SELF_SIGNED_CERT_IN_CHAIN'), 'azure.distrusted', undefined],
  ])('%s', (_title, error, code, retrySeconds) => {
    const problem = problemFrom(error, about) as Problem;
    expect({ code: problem.code, retrySeconds: problem.retrySeconds }).toEqual({ code, retrySeconds });
    expect(problem.message).toMatch(/^Virtual network: /);
    expect(problem.advice.length).toBeGreaterThan(0);
  });
});

describe('what nobody may see', () => {
  const jwt = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJDQU5BUlkifQ.Q0FOQVJZ';
  const canaries = [
    `see https://management.azure.com${GROUP}/operations/1?api-version=1&t=1&c=CANARY&s=CANARY&h=CANARY for more`,
    `the header was Bearer ${jwt}`,
    `token ${jwt} is not valid`,
    '{"administratorLoginPassword":"CANARY"}',
    'client_secret=CANARY&grant_type=x',
    'DefaultEndpointsProtocol=https;AccountKey=CANARY;EndpointSuffix=core',
    "secretText: 'CANARY'",
    'https://acct.blob.core.windows.net/c?sv=1&sig=CANARY',
  ];

  test.each(canaries)('%s', (text) => {
    expect(withoutSecrets(text)).not.toMatch(/CANARY|Q0FOQVJZ/);
    const problem = problemFromAnswer(
      {
        status: 400,
        headers: {},
        body: JSON.stringify({
          error: { code: 'Odd', message: text, details: [{ code: 'D', message: `more: ${text}` }] },
        }),
        url: 'https://management.azure.com/x?s=CANARY',
      },
      about,
    );
    expect([problem.message, ...problem.advice].join('\n')).not.toMatch(/CANARY|Q0FOQVJZ/);
    expect((problem.cause as { url: string }).url).not.toContain('CANARY');
  });
});

describe('the words of Azure', () => {
  test.each([
    [`${GROUP}/providers/Microsoft.Network/virtualNetworks/v/subnets/s`, 'subnets/s'],
    [GROUP, 'resource group rg-demo'],
    ['/subscriptions/00000000-0000-0000-0000-000000000000', 'the subscription'],
  ])('%s is called %s', (id, name) => {
    expect(shortId(id)).toBe(name);
    expect(plain(`The scope '${id}' is locked.`)).toBe(`The scope '${name}' is locked`);
  });

  test('lose request ids and times, and are cut between words', () => {
    expect(
      plain('No container.\nRequestId:aaaaaaaa-0000-0000-0000-000000000001\nTime:2024-06-19T10:56:24.358Z'),
    ).toBe('No container');
    expect(plain('word '.repeat(200))).toMatch(/^(word )+…$/);
    expect(plain('word '.repeat(200)).length).toBeLessThan(330);
    expect(plain('x'.repeat(999)).length).toBeLessThan(330);
  });
});
