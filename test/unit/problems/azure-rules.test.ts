import { describe, expect, test } from '@jest/globals';
import { azureRules, ruleFor } from '../../../src/problems/azure-rules.ts';
import { factsOf, factsOfAnswer } from '../../../src/problems/facts.ts';
import { problemFromAnswer, type About } from '../../../src/problems/from-azure.ts';
import type { Problem } from '../../../src/problems/problem.ts';
import type { Facts } from '../../../src/problems/rules-shape.ts';
import { accessSamples } from './refusals-access.ts';
import { busySamples } from './refusals-busy.ts';
import { clashSamples, signInSamples } from './refusals-clash.ts';
import { limitSamples } from './refusals-limits.ts';
import { signInErrors } from './sign-in-errors.ts';

const samples = [...accessSamples, ...busySamples, ...limitSamples, ...clashSamples, ...signInSamples];

const explain = ({ answer, doing = 'create' }: (typeof samples)[number]): Problem =>
  problemFromAnswer(answer, { doing, what: 'Kubernetes cluster', id: 'kubernetes-cluster' });

describe('what Azure refuses with', () => {
  test.each(samples)('$title', (sample) => {
    const problem = explain(sample);
    expect({ code: problem.code, retrySeconds: problem.retrySeconds }).toEqual({
      code: sample.code,
      retrySeconds: sample.retrySeconds,
    });
    expect(problem.message).toContain(sample.says ?? '');
    expect(problem.advice.join('\n')).toContain(sample.advises ?? '');
  });

  test.each(samples)('$title: the words keep the house style', (sample) => {
    const { message, advice } = explain(sample);
    expect(message).toMatch(/^Kubernetes cluster: \S/);
    expect(message).not.toMatch(/!|failed to|oops|undefined|null|CANARY|[.:]$/i);
    expect(advice.length).toBeGreaterThan(0);
    expect(advice.join('\n')).not.toMatch(/!|undefined|null|CANARY/);
  });

  test('every rule has a sample of its own, so none stands behind one that takes all of its cases', () => {
    const about = { doing: 'create', what: 'Cluster' } as const;
    const heard = new Set([
      ...samples.map(({ answer, doing = 'create' }) => ruleFor(factsOfAnswer(answer, { ...about, doing }))),
      ...signInErrors.map(({ error, doing }) => ruleFor(factsOrFail(error, doing))),
    ]);
    const silent = azureRules.filter((rule) => !heard.has(rule)).map(({ code, when }) => ({ code, when }));
    expect(silent).toEqual([]);
  });
});

function factsOrFail(error: Error, doing: About['doing']): Facts {
  const facts = factsOf(error, { doing, what: 'Sign-in' });
  if (facts === undefined) throw new Error(`no facts of ${error.message}`);
  return facts;
}
