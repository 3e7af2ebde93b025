import { isObject, objectOf } from '../../../src/simulator/json.ts';
import { firstWord, type Observation, type Seen } from './observe.ts';
import { readWrites, type Trace } from './rows.ts';
import type { Result } from './table.ts';

/** What is compared of a body: its members, and those of its properties. */
function membersOf(body: unknown): readonly string[] {
  if (!isObject(body)) return [];
  return [
    ...Object.keys(body).filter((member) => member !== 'properties'),
    ...Object.keys(objectOf(body['properties'])).map((member) => `properties.${member}`),
  ];
}

const isEmpty = (body: unknown): boolean => body === null || body === undefined || body === '';

/** Members that only one side has, but for those that were asked for, which differ with the request. */
function differences(
  at: string,
  recorded: { readonly body: unknown; readonly request: unknown },
  found: { readonly body: unknown; readonly request: unknown; readonly text: string },
): readonly string[] {
  if (isEmpty(recorded.body) !== (found.text === '')) {
    return [`${at}: ${found.text === '' ? 'no body' : 'a body'}`];
  }
  const asked = [...membersOf(recorded.request), ...membersOf(found.request)];
  const [theirs, ours] = [membersOf(recorded.body), membersOf(found.body)];
  return [
    ...theirs.filter((one) => !ours.includes(one) && !asked.includes(one)).map((one) => `${at}: no ${one}`),
    ...ours.filter((one) => !theirs.includes(one) && !asked.includes(one)).map((one) => `${at}: also ${one}`),
  ];
}

const wordOf = ({ status, state }: { readonly status: number; readonly state?: string | null }): string =>
  `${status}/${state ?? 'None'}`;

const VIAS: Readonly<Record<string, Seen['via']>> = {
  'Azure-AsyncOperation': 'async',
  Location: 'loc',
  'GET-self': 'self',
};

const firstOf = ({ response }: Trace): string =>
  firstWord(response.status, response.state ?? 'None', Object.keys(response.headers ?? {}));

const versionOf = ({ query }: Trace): string => query?.['api-version'] ?? '-';

/** How the bodies of the newest recording of each first answer come out. */
export function runBodies(observations: ReadonlyMap<string, readonly Observation[]>): readonly Result[] {
  const newest = new Map<string, Trace>();
  for (const trace of readWrites()) {
    const key = `${trace.op} ${trace.type} ${firstOf(trace)}`.toLowerCase();
    const known = newest.get(key);
    if (known === undefined || versionOf(known) < versionOf(trace)) newest.set(key, trace);
  }
  return [...newest.values()].map((trace) => {
    const { op, type, seen: n = 1, response } = trace;
    const alike = (observations.get(`${op} ${type}`.toLowerCase()) ?? []).filter(
      ({ first, version }) => first === firstOf(trace) && version === versionOf(trace),
    );
    // The situation that is nearest to the recording speaks for the simulator.
    const [best = ['was not seen']] = alike
      .map((one) => compare(trace, one))
      .toSorted((one, other) => one.length - other.length);
    return { of: `${op} ${type}`, which: `${versionOf(trace)} ${response.status}`, n, missing: best };
  });
}

function compare(
  { request, response, polls = [] }: Trace,
  { answer, asked, seen }: Observation,
): readonly string[] {
  const first = differences(
    'first',
    { body: response.body, request },
    { body: answer.body, text: answer.text, request: asked },
  );
  const later = polls.flatMap((poll) => {
    const via = VIAS[poll.via];
    const found = seen.find((one) => one.via === via && one.word === wordOf(poll));
    if (found === undefined || via === undefined) return [];
    const { body, text } = found.answer;
    return differences(
      `${via} ${wordOf(poll)}`,
      { body: poll.body, request },
      { body, text, request: asked },
    );
  });
  return [...new Set([...first, ...later])];
}
