import type { Prompts, TextAsk } from '../../src/cli/ask/prompts.ts';

/** Answers by the key of the question, never by the order of asking. `asked` remembers the keys that came up. */
export interface Answers extends Prompts {
  readonly asked: string[];
}

/** Somebody who knows the answers to these questions and to no other. */
export function answers(known: Readonly<Record<string, string | boolean>>): Answers {
  const asked: string[] = [];
  const answerTo = (key: string): string | boolean => {
    asked.push(key);
    const answer = known[key];
    if (answer === undefined) throw new Error(`nobody has an answer to the question "${key}"`);
    return answer;
  };
  return {
    asked,
    choose: ({ key, choices }) => {
      const answer = answerTo(key);
      const choice = choices.find(({ value }) => value === answer);
      if (choice === undefined) throw new Error(`"${String(answer)}" is not among the choices of "${key}"`);
      return Promise.resolve(choice.value);
    },
    text: ({ key, check }: TextAsk) => {
      const answer = String(answerTo(key));
      const fault = check(answer);
      if (fault !== undefined) throw new Error(`"${answer}" is refused as "${key}": ${fault}`);
      return Promise.resolve(answer);
    },
    yesNo: ({ key }) => Promise.resolve(answerTo(key) === true),
  };
}
