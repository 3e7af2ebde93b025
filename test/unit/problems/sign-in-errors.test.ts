import { expect, test } from '@jest/globals';
import { problemFrom } from '../../../src/problems/from-azure.ts';
import type { Problem } from '../../../src/problems/problem.ts';
import { signInErrors } from './sign-in-errors.ts';

test.each(signInErrors)('$title → $code', ({ error, doing, code, retrySeconds, advises }) => {
  const problem = problemFrom(error, { doing, what: 'Sign-in' }) as Problem;
  expect({ code: problem.code, retrySeconds: problem.retrySeconds }).toEqual({ code, retrySeconds });
  expect(problem.advice.join('\n')).toContain(advises);
  expect(problem.message).toMatch(/^Sign-in: /);
  expect(problem.message).not.toMatch(/Trace ID|Correlation|Timestamp|undefined|!/);
  expect(problem.cause).toBe(error);
});
