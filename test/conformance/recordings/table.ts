import { notModelled } from './not-modelled.ts';

/** How one row, refusal or failure came out. */
export interface Result {
  /** Verb and type. */
  readonly of: string;
  /** What tells it from others of the same verb and type: an api-version, or status and code. */
  readonly which: string;
  /** How many recordings it stands for. */
  readonly n: number;
  readonly missing: readonly string[];
}

const reasonFor = (of: string, what: string): string | undefined =>
  notModelled.find((one) => one.of.test(of) && one.what.test(what))?.why;

/** What is missing and has no reason. */
export function unexplained(results: readonly Result[]): readonly string[] {
  return results.flatMap(({ of, which, missing }) =>
    missing.filter((what) => reasonFor(of, what) === undefined).map((what) => `${of} ${which}: ${what}`),
  );
}

/** Reasons that nothing needs. */
export function needless(results: readonly Result[]): readonly string[] {
  const isNeeded = (one: (typeof notModelled)[number]): boolean =>
    results.some(({ of, missing }) => one.of.test(of) && missing.some((what) => one.what.test(what)));
  return notModelled.filter((one) => !isNeeded(one)).map(({ of, why }) => `${String(of)}: ${why}`);
}

/** The share of results that pass. */
export function share(results: readonly Result[]): number {
  return results.filter(({ missing }) => missing.length === 0).length / results.length;
}

const percent = (part: number): string => `${(part * 100).toFixed(1)} %`;

function lineOf(of: string, results: readonly Result[]): string {
  const good = results.filter(({ missing }) => missing.length === 0).length;
  const n = results.reduce((sum, result) => sum + result.n, 0);
  const gaps = results.flatMap(({ which, missing }) =>
    missing.map((what) => `${which}: \`${what}\` — ${reasonFor(of, what) ?? 'no reason'}`),
  );
  const [verb, type] = of.split(/ (.*)/s);
  const which = results.map((one) => one.which).join(', ');
  return `| ${type} | ${verb} | ${which} | ${n} | ${good} of ${results.length} | ${gaps.join('<br>')} |`;
}

function section(title: string, which: string, results: readonly Result[]): string {
  const groups = new Map<string, Result[]>();
  for (const result of results) {
    const key = [...groups.keys()].find((of) => of.toLowerCase() === result.of.toLowerCase()) ?? result.of;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  const lines = [...groups].map(([of, all]) => lineOf(of, all)).toSorted();
  const good = results.filter(({ missing }) => missing.length === 0).length;
  return [
    `## ${title}: ${good} of ${results.length} pass (${percent(share(results))})`,
    '',
    '<!-- prettier-ignore-start -->',
    `| type | verb | ${which} | recordings | pass | not modelled, and why |`,
    '| --- | --- | --- | --- | --- | --- |',
    ...lines,
    '<!-- prettier-ignore-end -->',
  ].join('\n');
}

/** How everything came out. */
export interface Results {
  readonly rows: readonly Result[];
  readonly bodies: readonly Result[];
  readonly errors: readonly Result[];
  readonly failures: readonly Result[];
}

/** The whole of `RECORDINGS.md`. */
export function tableOf({ rows, bodies, errors, failures }: Results): string {
  return `# The simulator against recorded traffic

Written by \`recordings.test.ts\`, which also says no when it is out of date; with \`UPDATE_RECORDINGS=1\`,
\`npm run test:conformance -- recordings/recordings\` writes it anew. The recordings themselves stand beside the
checkout.

A row is one verb of one type at one api-version. It passes when the simulator can be brought to give every first
answer that was recorded (status, state, LRO headers, Retry-After), every Retry-After of polls, and every sequence of
states after it, and when no Retry-After and no word of an operation comes up that was never recorded. A sequence also
passes when it is the simulator's with some looks left out: recorded clients looked every few seconds or once a minute.
Bodies are those of the newest recording of each first answer, and of the looks after it: they pass when they have the
same members, and their properties too, but for what one of the two requests asked for.
A refusal passes when status, code, members and \`x-ms-failure-cause\` are the recorded ones; a failed operation when
state, code and members are.

${section('Rows', 'api-versions', rows)}

${section('Bodies', 'api-version and status', bodies)}

${section('Refusals', 'status and code', errors)}

${section('Operations that fail', 'end', failures)}
`;
}
