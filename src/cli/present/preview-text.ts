import type { CheckResult, CostLine, Preview } from '../../app/ports.ts';
import type { PlannedStep } from '../../engine/plan.ts';
import { Problem } from '../../problems/problem.ts';
import { roughly } from './duration.ts';
import { fit, pad, widthOf, wrap, type Paint } from './paint.ts';
import { takesLines } from './takes-text.ts';
import { valueText } from './value.ts';

type Does = PlannedStep['does'];

/** Whether there is nothing to agree to. */
export const changesNothing = (steps: readonly PlannedStep[]): boolean =>
  steps.every(({ does }) => does === 'keep' || does === 'wait');

/** A check that failed stops everything before the first write. */
export function refuseFailedChecks(checks: readonly CheckResult[]): void {
  const failed = checks.filter(({ verdict }) => verdict === 'failed');
  const [first] = failed;
  if (first === undefined) return;
  const says = failed.map(({ title, says: why }) => (why === '' ? title : `${title}: ${why}`));
  throw new Problem(`${first.family ?? 'access'}.checks`, `This cannot work yet. ${says.join('; ')}`, {
    about: failed.map(({ id }) => id),
    advice: failed.flatMap(({ advice }) => advice),
  });
}

/** What `plan` shows and `up` asks consent for: steps, time and cost. */
export function previewText({ steps, typicalSeconds, cost }: Preview, paint: Paint): string[] {
  const kept = steps.filter(({ does }) => does === 'keep');
  const work = steps.filter(({ does }) => does !== 'keep');
  const summary =
    work.length === 0
      ? 'Everything is as it should be.'
      : `${counted(work)}${kept.length > 0 ? `; ${kept.length} unchanged` : ''}.`;
  return [
    paint.bold('Plan'),
    ...steps.flatMap((step) => stepLines(step, paint)),
    '',
    ...wrap(summary, paint.width, '  '),
    ...(work.length > 0 ? [`  On a common day this takes ${roughly(typicalSeconds)}.`] : []),
    '',
    ...costText(cost, paint),
  ];
}

function stepLines({ does, title, because, changes, takes }: PlannedStep, paint: Paint): string[] {
  const { signs, green, yellow, red, dim } = paint;
  const marks: Readonly<Record<Does, string>> = {
    keep: dim(signs.keep),
    create: green(signs.add),
    change: yellow(signs.change),
    repair: yellow(signs.change),
    wait: dim(signs.dot),
    adopt: yellow(signs.change),
    foreign: red(signs.bad),
    remove: red(signs.remove),
  };
  const words: Partial<Record<Does, string>> = {
    repair: `repair${because === undefined ? '' : `: ${because}`}`,
    wait: because ?? 'something is moving there',
    adopt: 'exists, and is used as it is',
    foreign: 'exists, and is not ours',
    remove: `no longer wanted${because === undefined ? '' : `; ${because}`}`,
  };
  const room = paint.width - 4;
  const word = words[does];
  const name = fit(title, room, signs);
  const head = `  ${marks[does]} ${does === 'keep' ? dim(name) : name}`;
  const rest = room - name.length - 2;
  return [
    word === undefined || rest < 8 ? head : `${head}  ${dim(fit(word, rest, signs))}`,
    ...changes.map(({ path, from, to }) => {
      const text = `${path}: ${valueText(path, from)} ${signs.arrow} ${valueText(path, to)}`;
      return `      ${fit(text, paint.width - 6, signs)}`;
    }),
    ...takesLines(takes).map((lost) => `      ${red(signs.remove)} ${fit(lost, paint.width - 8, signs)}`),
  ];
}

const verbs: Readonly<Record<Does, string>> = {
  keep: 'unchanged',
  create: 'to make',
  change: 'to change',
  repair: 'to repair',
  wait: 'still moving',
  adopt: 'to adopt',
  foreign: 'not ours',
  remove: 'to remove',
};

function counted(steps: readonly PlannedStep[]): string {
  const kinds = [...new Set(steps.map(({ does }) => does))];
  return kinds.map((kind) => `${steps.filter(({ does }) => does === kind).length} ${verbs[kind]}`).join(', ');
}

function costText(cost: readonly CostLine[], paint: Paint): string[] {
  if (cost.length === 0) return [];
  const sum = (pick: (line: CostLine) => number): number => cost.reduce((all, line) => all + pick(line), 0);
  const rows = [
    ...cost.map(({ what, idle, busy }) => [what, dollars(idle), dollars(busy)] as const),
    ['Together', dollars(sum(({ idle }) => idle)), dollars(sum(({ busy }) => busy))] as const,
  ];
  const amounts = 10;
  const first = Math.min(Math.max(...rows.map(([what]) => widthOf(what))), paint.width - 2 - 2 * amounts);
  const line = ([what, idle, busy]: readonly [string, string, string]): string =>
    `  ${pad(fit(what, first, paint.signs), first)}${idle.padStart(amounts)}${busy.padStart(amounts)}`;
  const last = rows.length - 1;
  return [
    paint.bold('Cost, US dollars a month'),
    paint.dim(line(['', 'idle', 'busy'])),
    ...rows.map((row, index) => (index === last ? paint.bold(line(row)) : line(row))),
    ...wrap('An estimate by list prices; traffic and what is stored come on top.', paint.width, '  ').map(
      paint.dim,
    ),
  ];
}

const dollars = (amount: number): string => `$${Math.round(amount).toLocaleString('en-US')}`;
