import type { SimulatorOptions } from '../../../src/simulator/simulator.ts';
import { createRig, type Answer, type Rig } from '../../support/wire-client.ts';

/** A call to put to the simulator. */
export interface Ask {
  readonly path: string;
  /** The verb, where it is not the one that is looked at: Azure also has HEAD for some GETs. */
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** Where what was made can be read, if not at the path itself. */
  readonly self?: (answer: Answer) => string;
}

/** A state of the cloud and a call in it. */
export interface Situation {
  readonly name: string;
  readonly options?: Omit<SimulatorOptions, 'clock'>;
  /** Brings the cloud about, and says what to ask. */
  readonly arrange: (rig: Rig) => Promise<Ask>;
  /** What happens besides, right after the first answer. */
  readonly meanwhile?: (rig: Rig) => Promise<unknown>;
  /** Stops looking after so many seconds. */
  readonly seconds?: number;
}

/** Something seen after the first answer. */
export interface Seen {
  readonly via: 'async' | 'loc' | 'self';
  /** Status and state, e.g. `200/InProgress`. */
  readonly word: string;
  readonly answer: Answer;
}

/** Everything that one situation showed. */
export interface Observation {
  readonly situation: string;
  readonly version: string;
  /** As the rows write it. */
  readonly first: string;
  /** The body of the call. */
  readonly asked: unknown;
  readonly answer: Answer;
  readonly seen: readonly Seen[];
}

/** The state that a body tells, in the words of the recordings. */
export function stateOf({ body, status }: Answer): string {
  const { code } = (body['error'] ?? body) as { code?: string };
  if (status >= 400 && code !== undefined) return `error=${code}`;
  const properties = (body['properties'] ?? {}) as Readonly<Record<string, unknown>>;
  for (const member of ['provisioningState', 'state']) {
    if (typeof properties[member] === 'string') return `${member}=${properties[member]}`;
  }
  return 'None';
}

/** A first answer as the rows write it. */
export function firstWord(status: number, state: string, headers: readonly string[]): string {
  const names = headers.map((name) => name.toLowerCase());
  const kept = ['azure-asyncoperation', 'location'].filter((name) => names.includes(name));
  return `${status} state=${state} hdr=${kept.join('+') || 'none'}`;
}

const ENDED = ['Succeeded', 'Failed', 'Canceled'];

/** Asks, and then looks at the status monitor, the result and the resource again and again until all is done. */
export async function observe(method: string, version: string, situation: Situation): Promise<Observation> {
  const rig = createRig(situation.options);
  const ask = await situation.arrange(rig);
  const at = (verb: string, { path, body }: Partial<Ask> = ask): Promise<Answer> =>
    rig.call(verb, withVersion(path ?? ask.path, version), body, ask.headers);
  const answer = await at(ask.method ?? method, ask);
  const first = firstWord(answer.status, stateOf(answer), Object.keys(answer.headers));
  const self = ask.self?.(answer) ?? ask.path;
  await situation.meanwhile?.(rig);
  const seen: Seen[] = [];
  const look = async (via: Seen['via'], url?: string): Promise<Answer> => {
    const found = url === undefined ? await at('GET', { path: self }) : await rig.call('GET', url);
    const status = found.body['status'];
    const state = via === 'async' && typeof status === 'string' ? status : stateOf(found);
    seen.push({ via, word: `${found.status}/${state}`, answer: found });
    return found;
  };
  const { 'azure-asyncoperation': monitor, location } = answer.headers;
  const isLong = method !== 'GET' && answer.status < 300 && /operation/i.test(monitor ?? location ?? '');
  const end = rig.clock.now() + (situation.seconds ?? 900) * 1000;
  for (let isDone = answer.status >= 400; !isDone && rig.clock.now() < end; rig.clock.advance(1500)) {
    const status = isLong && monitor !== undefined ? await look('async', monitor) : undefined;
    const result = isLong && location !== undefined ? await look('loc', location) : undefined;
    const word = String(status?.body['status']);
    isDone = !isLong || (monitor === undefined ? result?.status !== 202 : ENDED.includes(word));
    const later = isDone && isLong ? [0, 10_000, 60_000] : [0];
    for (const pause of method === 'POST' && ask.self === undefined ? [] : later) {
      rig.clock.advance(pause);
      // Who looks at the thing first sees the end of the operation afterwards.
      if (pause > 0 && monitor !== undefined) await look('async', monitor);
      if (pause > 0 && location !== undefined) await look('loc', location);
      await lookAtItself(ask, look, at, seen);
    }
  }
  return { situation: situation.name, version, first, answer, asked: ask.body, seen };
}

/** Groups are also asked for by HEAD. */
async function lookAtItself(
  { path }: Ask,
  look: (via: Seen['via']) => Promise<Answer>,
  at: (verb: string, more: Partial<Ask>) => Promise<Answer>,
  seen: Seen[],
): Promise<void> {
  await look('self');
  if (!/^~\/resourceGroups\/[^/]+$/i.test(path)) return;
  const answer = await at('HEAD', { path });
  seen.push({ via: 'self', word: `${answer.status}/None`, answer });
}

function withVersion(path: string, version: string): string {
  return version === '-' ? path : `${path}${path.includes('?') ? '&' : '?'}api-version=${version}`;
}

/** Counts differ with the size of the thing. */
export const plain = (word: string): string =>
  word.replace(/\d+\/\d+ nodes/, 'n/m nodes').replace(/\d+ errors/, 'n errors');

/** Whether a recorded sequence may come about by looking less often than `observe` does. */
export function isWithin(sequence: string, seen: readonly Seen[]): boolean {
  let at = 0;
  for (const item of steps(sequence)) {
    const found = seen.findIndex(({ via, word }, index) => index >= at && plain(`${via}:${word}`) === item);
    if (found < 0) return false;
    at = found;
  }
  return true;
}

/** What a sequence tells of its own operation: the look at the resource after the end is the last that does. */
export function steps(sequence: string): readonly string[] {
  const items = sequence.split(' > ').map(plain);
  const lastPoll = items.findLastIndex((item) => !item.startsWith('self:'));
  const ends = items.findIndex(
    (item, index) => index > lastPoll && /Succeeded|Ready|Canceled|None|error=/.test(item),
  );
  return ends < 0 ? items : items.slice(0, ends + 1);
}
