import { Problem } from '../../problems/problem.ts';
import type { Call } from '../command.ts';
import type { ChooseAsk, Prompts, TextAsk, YesNoAsk } from './prompts.ts';

const PAGE = 12;

/** Questions on the terminal: asked on stderr, so that stdout stays the result. */
export async function promptsFor({
  io,
  screen,
  signal,
}: Pick<Call, 'io' | 'screen' | 'signal'>): Promise<Prompts> {
  if (io.prompts !== undefined) return io.prompts;
  const { createPromptModule } = await import('inquirer');
  const prompt = createPromptModule({ input: io.stdin, output: io.stderr, signal });
  const asking = async <T>(work: () => Promise<{ readonly answer: T }>): Promise<T> => {
    screen.hush();
    try {
      return (await work()).answer;
    } catch (error) {
      throw interrupted(error);
    }
  };
  return {
    choose: (ask) => asking(() => prompt<{ answer: string }>([chooseQuestion(ask)])),
    text: (ask) => asking(() => prompt<{ answer: string }>([textQuestion(ask)])),
    yesNo: ({ message, initial }: YesNoAsk) =>
      asking(() =>
        prompt<{ answer: boolean }>([{ type: 'confirm', name: 'answer', message, default: initial }]),
      ),
  };
}

function chooseQuestion({ message, choices, initial, filter }: ChooseAsk) {
  const shared = { name: 'answer', message, pageSize: PAGE } as const;
  if (filter !== true) {
    return { ...shared, type: 'select' as const, choices: [...choices], default: initial, loop: false };
  }
  // A search has no default, so what is recommended stands first.
  const first = choices.filter(({ value }) => value === initial);
  const ordered = [...first, ...choices.filter((choice) => !first.includes(choice))];
  return {
    ...shared,
    type: 'search' as const,
    source: (term: string | undefined) => matching(ordered, term),
  };
}

/** Choices that have every typed word in them. */
export function matching(choices: ChooseAsk['choices'], term = ''): ChooseAsk['choices'] {
  const words = term.toLowerCase().split(/\s+/).filter(Boolean);
  return choices.filter(({ value, name }) => {
    const text = `${value} ${name}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

const textQuestion = ({ message, initial, check }: TextAsk) => ({
  type: 'input' as const,
  name: 'answer' as const,
  message,
  default: initial,
  validate: (answer: string) => check(answer) ?? true,
});

/** Ctrl-C at a question is a decision, not a failure. */
function interrupted(error: unknown): unknown {
  const name = error instanceof Error ? error.name : '';
  if (!['ExitPromptError', 'AbortPromptError', 'CancelPromptError'].includes(name)) return error;
  return new Problem('cancelled.interrupted', 'Stopped at the question. Nothing was changed.', {
    cause: error,
  });
}
