import type { JsonObject } from '../../json.ts';
import type { WireRequest } from '../../wire.ts';
import type { Kind } from '../schema/kinds.ts';
import type { Cluster } from '../store.ts';
import type { User } from '../world.ts';

/** What a path names. */
export interface Target {
  readonly kind: Kind;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
  /** What follows a `proxy` subresource. */
  readonly rest: string;
}

/** One request to one cluster, understood and permitted. */
export interface Call {
  readonly cluster: Cluster;
  readonly target: Target;
  readonly user: User;
  readonly request: WireRequest;
  /** Texts of the Warning headers of the answer. */
  readonly warnings: string[];
}

/** What a verb answers: a JSON body, or plain text such as a log. */
export interface Answer {
  readonly status: number;
  readonly body: JsonObject | string;
  /** What the body is, where its form does not tell: a watch is JSON in lines. */
  readonly contentType?: string;
}

/** A query parameter, absent when it is empty. */
export function queryOf({ request }: Pick<Call, 'request'>, name: string): string | undefined {
  const value = request.url.searchParams.get(name);
  return value === null || value === '' ? undefined : value;
}

/** Whether a switch of the query is on: whatever is not `false` or `0` is, also Python's `True`. */
export function isOn({ searchParams }: URL, name: string): boolean {
  const value = searchParams.get(name);
  return value !== null && value !== '0' && value.toLowerCase() !== 'false';
}

/** Whether the request asks to change nothing. */
export function isDryRun(call: Call): boolean {
  return call.request.url.searchParams.getAll('dryRun').includes('All');
}

/** What the API server's own packages call the groups whose names they shorten. */
export const packageOf = (group: string): string => (group === '' ? 'core' : (group.split('.')[0] ?? group));
