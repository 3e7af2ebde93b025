import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { readBody, type Answer } from '../../../src/problems/answers.ts';
import { problemFromAnswer } from '../../../src/problems/from-azure.ts';

interface Recorded {
  readonly type: string;
  readonly on: string;
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Recordings of real Azure. They belong to Microsoft's test suites and are not part of the repository. */
const TRACES = new URL('../../../../shared/traces/', import.meta.url);
const present = existsSync(TRACES);
const load = (file: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(file, TRACES), 'utf8')) as Record<string, unknown>;
const errors = present ? (load('errors.json')['errors'] as readonly Recorded[]) : [];
const failures = present
  ? (load('lro-failures.json')['failures'] as readonly { type: string; op: string; body: object }[])
  : [];

const answerOf = ({ on, status, headers, body, type }: Recorded): Answer => ({
  status,
  headers,
  body: isText(body) ? body['<text>'] : body === null ? '' : JSON.stringify(body),
  method: on === 'POLL' ? 'GET' : on,
  url: `https://management.azure.com/subscriptions/s/providers/${type}/x`,
});
const isText = (body: unknown): body is { '<text>': string } =>
  typeof body === 'object' && body !== null && '<text>' in body;

const recorded = describe.skip;
(present ? describe : recorded)('recorded refusals (skipped: ../shared/traces is not here)', () => {
  test('there are some', () => expect(errors.length).toBeGreaterThan(100));

  test('their codes are read from every shape of body', () => {
    const read = errors.map((each) => ({ each, code: readBody(answerOf(each)).code }));
    expect(read.filter(({ each, code }) => code !== '' && code !== each.code)).toEqual([]);
    const unread = read.filter(({ code }) => code === '').map(({ each }) => JSON.stringify(each.body));
    expect(unread.filter((body) => body.includes('"code"'))).toEqual([]);
  });

  const explained = errors.map((each) => ({
    ...each,
    problem: problemFromAnswer(answerOf(each), { doing: 'create', what: 'Thing' }),
  }));

  test('all of them can be explained', () => {
    for (const { problem } of explained) {
      expect(problem.message).toMatch(/^Thing: \S/);
      expect(problem.message).not.toMatch(/undefined|null|\[object|\/subscriptions\/|RequestId|!/);
      expect(problem.advice.length).toBeGreaterThan(0);
    }
  });

  test('bad weather passes by itself, and a missing thing is never bad weather', () => {
    const weather = explained.filter(({ status }) => status >= 500 || status === 429);
    expect(weather.filter(({ problem }) => problem.retrySeconds === undefined)).toEqual([]);
    const missing = explained.filter(({ status, on }) => status === 404 && on === 'GET');
    expect(new Set(missing.map(({ problem }) => problem.code))).toEqual(new Set(['azure.not-found']));
  });

  test('operations that failed are explained from their bodies, also without a code', () => {
    for (const { body } of failures.filter(({ body: { ...fields } }) => 'status' in fields)) {
      const answer = { status: 200, headers: {}, body: JSON.stringify(body) };
      expect(readBody(answer).operationFailed).toBe(true);
      const problem = problemFromAnswer(answer, { doing: 'create', what: 'Thing' });
      expect(problem.message).not.toMatch(/undefined|without a reason/);
    }
  });
});
