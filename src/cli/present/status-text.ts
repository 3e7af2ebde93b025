import type { StatusReport } from '../../app/ports.ts';
import type { PlannedStep } from '../../engine/plan.ts';
import { fit, pad, type Paint } from './paint.ts';
import { valueText } from './value.ts';

/** What a step's plan says about how it is now. */
const states: Readonly<Record<PlannedStep['does'], string>> = {
  keep: 'ready',
  create: 'missing',
  change: 'drifted',
  repair: 'broken',
  wait: 'working',
  adopt: 'not ours',
  foreign: 'not ours',
  remove: 'not wanted',
};
const STATE_WIDTH = 12;

/** The table of `status`: step, state, detail; where something differs, from what to what. `mend`: what makes it right. */
export function statusText(
  { deployment, steps, inStep }: StatusReport,
  mend: string,
  paint: Paint,
): string[] {
  const { bold, dim, green, yellow } = paint;
  const longest = Math.max(4, ...steps.map(({ title }) => title.length));
  const first = Math.min(longest, Math.max(12, paint.width - 4 - STATE_WIDTH - 12));
  const rows = steps.flatMap((step) => row(step, first, paint));
  const different = steps.filter(({ does }) => does !== 'keep').length;
  const verdict = inStep
    ? green(`"${deployment}" is as it should be.`)
    : yellow(`"${deployment}": ${different} of ${steps.length} steps are not as they should be.`);
  return [
    dim(`  ${pad('STEP', first)}  ${pad('STATE', STATE_WIDTH)}DETAIL`),
    ...rows,
    '',
    bold(verdict),
    ...(inStep ? [] : [`  ${mend}    makes it so`]),
  ];
}

function row({ does, title, because, changes }: PlannedStep, first: number, paint: Paint): string[] {
  const { signs, green, yellow, red, dim } = paint;
  const [sign, colour] =
    does === 'keep'
      ? ([signs.ok, green] as const)
      : does === 'create' || does === 'repair'
        ? ([signs.bad, red] as const)
        : ([signs.warn, yellow] as const);
  const state = colour(pad(states[does], STATE_WIDTH));
  const room = paint.width - first - STATE_WIDTH - 4;
  const drift = changes.map(
    ({ path, from, to }) => `${path}: is ${valueText(path, from)}, should be ${valueText(path, to)}`,
  );
  return [
    `${colour(sign)} ${pad(fit(title, first, signs), first)}  ${state}${dim(fit(because ?? '', room, signs))}`.trimEnd(),
    ...drift.map((line) => `    ${fit(line, paint.width - 4, signs)}`),
  ];
}
