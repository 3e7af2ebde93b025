import type { Answer } from './answers.ts';
import { ruleFor } from './azure-rules.ts';
import { factsOf, factsOfAnswer } from './facts.ts';
import { isError, problemFromNetwork } from './from-network.ts';
import { withoutSecrets } from './plain.ts';
import { Problem } from './problem.ts';
import type { About, Facts } from './rules-shape.ts';

export type { About } from './rules-shape.ts';

/** The problem behind what a cloud call threw; what Azure and the network did not cause comes back as it is. */
export function problemFrom(error: unknown, about: About): unknown {
  if (error instanceof Problem || !isError(error)) return error;
  if (error.name === 'AbortError') {
    return new Problem('cancelled.interrupted', `${about.what} was left as it is`, { cause: error });
  }
  const facts = factsOf(error, about);
  return facts === undefined ? (problemFromNetwork(error, about) ?? error) : explained(facts, error);
}

/** The problem that an answer of the cloud stands for: a refusal, or a poll that tells of a failed operation. */
export const problemFromAnswer = (answer: Answer, about: About): Problem =>
  explained(factsOfAnswer(answer, about), { ...answer, url: withoutSecrets(answer.url ?? '') });

function explained(facts: Facts, cause: unknown): Problem {
  const rule = ruleFor(facts);
  return new Problem(rule.code, `${facts.what}: ${rule.say(facts)}`, {
    cause,
    advice: rule.advice(facts),
    ...(rule.retrySeconds === undefined ? {} : { retrySeconds: rule.retrySeconds }),
    ...(facts.requestId === undefined ? {} : { requestId: facts.requestId }),
    ...(facts.id === undefined ? {} : { about: [facts.id] }),
  });
}
