import type { AppEvent, CheckResult } from '../../app/ports.ts';
import type { Change } from '../../engine/resource.ts';
import { Problem } from '../../problems/problem.ts';
import { duration } from './duration.ts';
import type { Line } from './line.ts';

type StepEvent = Extract<AppEvent, { readonly id: string }>;

/** What a step turned out to need. */
export type Turn = 'kept' | 'changed' | 'removed' | 'released';
const turns: Partial<Record<StepEvent['type'], Turn>> = {
  'step.kept': 'kept',
  'step.changing': 'changed',
  'step.removing': 'removed',
  'step.released': 'released',
};

/** The turn that an event is, if it is one. */
export const turnOf = ({ type }: StepEvent): Turn | undefined => turns[type];

/** A step that has just begun. */
export const looking = 'looking';

/** What is being done to a step, in the event's words; undefined when the event says nothing about it. */
export function doingOf(event: StepEvent): string | undefined {
  if (event.type === 'step.waiting') return event.because;
  if (event.type === 'step.removing') return 'removing';
  if (event.type === 'step.changing') return changing(event.changes);
  return undefined;
}

/** New things have no list of changes. */
const changing = (changes: readonly Change[]): string =>
  changes.length === 0 ? 'making' : `changing ${changes.map(({ path }) => path).join(', ')}`;

/** A step that is done, by what it turned out to be. */
export function ended(title: string, turn: Turn | undefined, elapsedMs: number): Line {
  if (turn === 'kept') return { mark: 'kept', title, detail: 'as it should be' };
  if (turn === 'released') return { mark: 'note', title, detail: 'left in place: it is not ours to remove' };
  if (turn === 'removed') return { mark: 'ok', title, detail: `removed, ${duration(elapsedMs)}` };
  return { mark: 'ok', title, detail: duration(elapsedMs) };
}

/** A step that failed, or that was left to itself by Ctrl-C. */
export const failed = (title: string, error: unknown): Line =>
  isCancelled(error)
    ? { mark: 'warn', title, detail: 'not waited for any longer' }
    : { mark: 'bad', title, detail: error instanceof Problem ? '' : 'a bug of ours' };

/** The outcome of one check. */
export const checked = ({ title, verdict, says }: CheckResult): Line => ({
  mark: ({ ok: 'ok', warning: 'warn', failed: 'bad', unknown: 'unknown' } as const)[verdict],
  title,
  detail: says,
});

/** Azure made us wait. */
export const retrying = (because: string, waitMs: number): Line => ({
  mark: 'note',
  title: because,
  detail: `trying again in ${duration(waitMs)}`,
});

/** Whether somebody decided against it: no failure, one soft line. */
export const isCancelled = (error: unknown): boolean =>
  error instanceof Problem && error.code.startsWith('cancelled.');

/** What the first Ctrl-C means. */
export const draining =
  'Stopping: nothing new begins, what is under way is left to the cloud, and everything is remembered. ' +
  'Ctrl-C again leaves at once.';

/** What can be counted on after a run that did not finish; the last entry is the command that goes on. */
export function howFar(
  counts: { readonly done: number; readonly left: number },
  resume: string,
): readonly [sentence: string, command: string] {
  const steps = (count: number): string => `${count} step${count === 1 ? '' : 's'}`;
  return [
    `Finished: ${steps(counts.done)}. Still to do: ${steps(counts.left)}. Nothing needs cleaning up; this goes on from here:`,
    resume,
  ];
}

/** What we say of an error that we did not expect. */
export const bugTitle = 'This is a bug in metaflow-azure';
/** What to do about a failure that is our fault. */
export const bugAdvice: readonly string[] = [
  'The same command again is safe, and may get past it.',
  'Please report it with the lines above and the output of: metaflow-azure version',
];
