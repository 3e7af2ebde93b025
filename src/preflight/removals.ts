import { failed, type Check } from './check.ts';

/** Nothing that is no longer wanted is needed by somebody else. */
export const removalCheck: Check = {
  id: 'removals',
  family: 'kubernetes',
  title: 'What is no longer wanted',
  async run({ steps }) {
    const refused = steps.flatMap((step) => step.refused ?? []);
    if (refused.length === 0) return undefined;
    const advice = new Set(refused.flatMap((refusal) => refusal.advice));
    return failed(refused.map(({ says }) => says).join('; '), ...advice);
  },
};
