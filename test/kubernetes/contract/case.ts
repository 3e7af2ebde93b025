import type { Answer, Ask } from '../api-client.ts';
import { normalized } from './normalized.ts';

/** An answer's body of a test, loosely typed. */
// oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of many shapes
export type Json = any;

type Query = Readonly<Record<string, string>>;

/** One request of a case. `NS` in it is the namespace of the case. */
export interface Step {
  readonly method: string;
  readonly path: string;
  readonly query?: Query | ((bodies: readonly Json[]) => Query);
  /** A function gets the bodies of the answers so far. */
  readonly body?: unknown;
  readonly type?: string;
  readonly accept?: string;
  readonly token?: string | ((bodies: readonly Json[]) => string);
  /** Asked again until the body is like this; not judged. */
  readonly until?: (body: Json) => boolean;
  /** The part of the body that is judged, where the whole says more than the case is about. */
  readonly see?: (body: Json) => unknown;
}

/** A behaviour of the API: requests one after the other, and what every one of them is answered. */
export interface Case {
  readonly name: string;
  readonly steps: readonly Step[];
}

/** A case by its sentence and its requests. */
export const the = (name: string, ...steps: readonly Step[]): Case => ({ name, steps });

type Options = Omit<Step, 'method' | 'path' | 'body'>;
export const get = (path: string, options: Options = {}): Step => ({ method: 'GET', path, ...options });
export const post = (path: string, body: unknown, options: Options = {}): Step => ({
  method: 'POST',
  path,
  body,
  ...options,
});
export const put = (path: string, body: unknown, options: Options = {}): Step => ({
  method: 'PUT',
  path,
  body,
  ...options,
});
export const del = (path: string, body?: unknown, options: Options = {}): Step => ({
  method: 'DELETE',
  path,
  ...(body === undefined ? {} : { body }),
  ...options,
});

const patchAs =
  (type: string) =>
  (path: string, body: unknown, options: Options = {}): Step => ({
    method: 'PATCH',
    path,
    body,
    type: `application/${type}`,
    ...options,
  });
export const merge = patchAs('merge-patch+json');
export const jsonPatch = patchAs('json-patch+json');
export const strategic = patchAs('strategic-merge-patch+json');
/** Server-side apply, as `manager` unless the query names another. */
export const apply = (
  path: string,
  body: unknown,
  { query = {}, ...options }: Omit<Options, 'query'> & { readonly query?: Query } = {},
): Step =>
  patchAs('apply-patch+yaml')(path, body, {
    ...options,
    query: { fieldManager: 'manager', ...query },
  });

export const CORE = '/api/v1/namespaces/NS';
export const APPS = '/apis/apps/v1/namespaces/NS';
export const BATCH = '/apis/batch/v1/namespaces/NS';
export const RBAC = '/apis/rbac.authorization.k8s.io/v1';

/** An API server under test. */
export interface Side {
  send(ask: Ask): Promise<Answer> | Answer;
  /** Lets the controllers work for a moment. */
  pass(): Promise<void> | void;
}

/** What a case is answered: status, warnings and body of every judged request, without what differs from run to run. */
export async function play(side: Side, { steps }: Case, namespace: string): Promise<unknown[]> {
  const bodies: Json[] = [];
  const judged: unknown[] = [];
  const text = (value: string): string => value.replaceAll('NS', namespace);
  for (const step of steps) {
    const { until, see, token } = step;
    // What an answer said is passed on as it is: NS may stand in a token by chance.
    const query =
      typeof step.query === 'function' ? step.query(bodies) : step.query && mapped(step.query, text);
    const given: unknown = typeof step.body === 'function' ? step.body(bodies) : step.body;
    const ask: Ask = {
      method: step.method,
      path: text(step.path),
      query,
      body: given === undefined ? undefined : text(typeof given === 'string' ? given : JSON.stringify(given)),
      type: step.type,
      ...(step.accept === undefined ? {} : { accept: step.accept }),
      token: typeof token === 'function' ? token(bodies) : token,
    };
    const answer = await (until === undefined ? side.send(ask) : patiently(side, ask, until));
    const body = read(answer.body);
    bodies.push(body);
    if (until === undefined) judged.push(judge(answer, see === undefined ? body : see(body), namespace));
  }
  return judged;
}

async function patiently(side: Side, ask: Ask, until: (body: Json) => boolean): Promise<Answer> {
  for (let turn = 0; turn < 200; turn += 1) {
    const answer = await side.send(ask);
    if (until(read(answer.body))) return answer;
    await side.pass();
  }
  throw new Error(`${ask.method} ${ask.path} never came to be what it should`);
}

const mapped = (query: Readonly<Record<string, string>>, text: (value: string) => string) =>
  Object.fromEntries(Object.entries(query).map(([name, value]) => [name, text(value)]));

function judge({ status, headers }: Answer, body: unknown, namespace: string): unknown {
  const { warning } = headers;
  return normalized({ status, ...(warning === undefined ? {} : { warning }), body }, namespace);
}

/** JSON, lines of JSON, or a text. */
function read(body: string): Json {
  try {
    return JSON.parse(body);
  } catch {
    const lines = body.trim().split('\n');
    try {
      return lines.map((line): unknown => JSON.parse(line));
    } catch {
      return body;
    }
  }
}
