import type { Outcome } from '../app/ports.ts';
import { exitCodeOf, exitCodes } from '../problems/exit-codes.ts';
import type { Call } from './command.ts';
import type { Target } from './deployment.ts';
import type { OpenSession, SessionCommand } from './ports.ts';
import { howFarText, problemJson, problemText } from './present/problem-text.ts';
import { howFar, isCancelled } from './present/words.ts';
import { signInOf } from './sign-in.ts';

/** Opens a session for a deployment, does the work, and closes it however that ends. */
export async function withSession<T>(
  call: Call,
  { config }: Target,
  command: SessionCommand,
  work: (session: OpenSession) => Promise<T>,
): Promise<T> {
  const { screen, io, options } = call;
  const session = await io.compose.session({
    ...signInOf(call),
    config,
    command,
    adopt: options.adopt === true,
    emit: (event) => screen.event(event),
  });
  screen.follow(session.clock);
  try {
    return await work(session);
  } finally {
    screen.hush();
    session.close();
  }
}

/** A command about the same deployment, to be copied: a rehearsal's stay in the rehearsal. */
export const commandLine = (
  { options }: Pick<Call, 'options'>,
  command: SessionCommand,
  name: string,
  ...more: readonly string[]
): string =>
  [
    'metaflow-azure',
    command,
    '--name',
    name,
    ...(options.simulate === true ? ['--simulate'] : []),
    ...more,
  ].join(' ');

/** The exit code that a run deserves: that of the first real failure, 130 when somebody only stopped it. */
export function exitCodeFor({ failed, skipped }: Outcome): number {
  const real = failed.find(({ error }) => !isCancelled(error));
  if (real !== undefined) return exitCodeOf(real.error);
  return failed.length + skipped.length > 0 ? exitCodes.cancelled : exitCodes.ok;
}

/** Tells every root cause of a run that did not finish, and how far it got unless that is about to be undone. */
export function tellFailures(
  call: Call,
  outcome: Outcome,
  resume: string | undefined,
  eventsPath: string,
): void {
  const { screen, options } = call;
  const real = outcome.failed.filter(({ error }) => !isCancelled(error));
  const counts = { done: outcome.done.length, left: outcome.skipped.length + outcome.failed.length };
  const far = resume === undefined ? undefined : howFar(counts, resume);
  screen.hush();
  for (const [index, { id, title, error }] of real.entries()) {
    const last = index === real.length - 1;
    const context = { step: { id, title }, howFar: last ? far : undefined, eventsPath };
    screen.say('', ...problemText(error, screen.err, { ...context, verbose: options.verbose }));
  }
  if (real.length === 0)
    screen.say('', 'Stopped.', ...(far === undefined ? [] : howFarText(far, screen.err)));
}

/** A run that did not finish, as JSON: the first real failure as `error`, all of it as `outcome`. */
export function outcomeJson(outcome: Outcome): Record<string, unknown> {
  const first = outcome.failed.find(({ error }) => !isCancelled(error)) ?? outcome.failed[0];
  return {
    ...(first === undefined ? {} : { error: problemJson(first.error, first) }),
    outcome: {
      done: outcome.done.map(({ id }) => id),
      failed: outcome.failed.map((step) => problemJson(step.error, step)),
      skipped: outcome.skipped.map(({ id }) => id),
    },
  };
}
