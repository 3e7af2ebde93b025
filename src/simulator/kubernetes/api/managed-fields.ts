import { ApiRefusal } from '../refusals.ts';
import { decode } from '../schema/decode.ts';
import {
  ancestorsOf,
  compareFields,
  fieldsOf,
  fromFieldsV1,
  pathText,
  toFieldsV1,
} from '../schema/fields.ts';
import { apiVersionOf } from '../schema/kinds.ts';
import type { Kind } from '../schema/kinds.ts';
import { mergeTyped, without } from '../schema/merge.ts';
import type { KubeObject, ManagedFields } from '../world.ts';
import { isSame } from '../same.ts';
import { timeText } from '../store.ts';
import { queryOf } from './call.ts';
import type { Call } from './call.ts';

/** Who writes, and how. */
export interface Writer {
  readonly manager: string;
  readonly operation: ManagedFields['operation'];
  readonly subresource: string | undefined;
  readonly time: string;
}

/** Whoever sends a request, by the name that he gives himself. */
export function writerOf(call: Call, operation: Writer['operation']): Writer {
  const agent = (call.request.headers['user-agent'] ?? 'unknown').split('/')[0] ?? 'unknown';
  return {
    manager: queryOf(call, 'fieldManager') ?? agent,
    operation,
    subresource: call.target.subresource,
    time: timeText(call.cluster.now),
  };
}

function isBy(entry: ManagedFields, writer: Writer, kind: Kind): boolean {
  return (
    entry.manager === writer.manager &&
    entry.operation === writer.operation &&
    entry.subresource === writer.subresource &&
    entry.apiVersion === apiVersionOf(kind)
  );
}

function entryOf(writer: Writer, kind: Kind, paths: Iterable<string>): ManagedFields {
  return {
    manager: writer.manager,
    operation: writer.operation,
    apiVersion: apiVersionOf(kind),
    time: writer.time,
    fieldsType: 'FieldsV1',
    fieldsV1: toFieldsV1(paths),
    ...(writer.subresource === undefined ? {} : { subresource: writer.subresource }),
  };
}

function withoutPaths(entry: ManagedFields, lost: ReadonlySet<string>): ManagedFields[] {
  const paths = fromFieldsV1(entry.fieldsV1);
  const kept = paths.filter((path) => !lost.has(path));
  if (kept.length === paths.length) return [entry];
  return kept.length === 0 ? [] : [{ ...entry, fieldsV1: toFieldsV1(kept) }];
}

/** Appliers come first, then the older, then by name. */
const rankOf = ({ operation, time = '', manager, apiVersion, subresource = '' }: ManagedFields): string =>
  [operation, time, manager, apiVersion, subresource].join('\n');

/** An entry that says the same as before keeps its time; they are in the order of the API server. */
function settled(entries: readonly ManagedFields[], before: readonly ManagedFields[]): ManagedFields[] {
  return entries
    .map((entry) => before.find((old) => isSame({ ...old, time: '' }, { ...entry, time: '' })) ?? entry)
    .toSorted((a, b) => (rankOf(a) < rankOf(b) ? -1 : 1));
}

/** The managedFields after a create, update or patch: the writer owns what it changed, nobody what is gone. */
export function ownedAfterUpdate(
  kind: Kind,
  before: KubeObject | undefined,
  after: KubeObject,
  writer: Writer,
): ManagedFields[] {
  const members = kind.custom ? 'all' : 'optional';
  // A status with an address of its own is nobody's who writes elsewhere.
  const isElsewhere = kind.subresources.includes('status') && writer.subresource === undefined;
  const part = ({ status, ...rest }: KubeObject): object =>
    isElsewhere || status === undefined ? rest : { ...rest, status };
  const { changed, removed } = compareFields(
    before === undefined ? new Map() : fieldsOf(part(before), kind.shape, members),
    fieldsOf(part(after), kind.shape, members),
  );
  const old = before?.metadata.managedFields ?? [];
  const mine = old.find((entry) => isBy(entry, writer, kind));
  const paths = new Set(mine === undefined ? [] : fromFieldsV1(mine.fieldsV1));
  for (const path of changed) paths.add(path);
  for (const path of removed) paths.delete(path);
  const lost = new Set([...changed, ...removed]);
  const others = old.filter((entry) => entry !== mine).flatMap((entry) => withoutPaths(entry, lost));
  const own = paths.size === 0 ? [] : [entryOf(writer, kind, paths)];
  return settled([...others, ...own], old);
}

interface Clash {
  readonly entry: ManagedFields;
  readonly paths: readonly string[];
}

function managerText({ manager, operation, apiVersion, subresource }: ManagedFields): string {
  const sub = subresource === undefined ? '' : ` with subresource ${JSON.stringify(subresource)}`;
  const update = operation === 'Update' ? ` using ${apiVersion}` : '';
  return `${JSON.stringify(manager)}${sub}${update}`;
}

function clashRefusal(clashes: readonly Clash[]): ApiRefusal {
  const causes = clashes.flatMap(({ entry, paths }) =>
    paths.map((path) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${managerText(entry)}`,
      field: pathText(path),
    })),
  );
  const lines = clashes.map(({ entry, paths }) => {
    const [only] = paths;
    if (paths.length === 1 && only !== undefined)
      return `conflict with ${managerText(entry)}: ${pathText(only)}`;
    return `conflicts with ${managerText(entry)}:\n${paths.map((path) => `- ${pathText(path)}`).join('\n')}`;
  });
  const count = causes.length === 1 ? '1 conflict' : `${causes.length} conflicts`;
  return new ApiRefusal(409, 'Conflict', `Apply failed with ${count}: ${lines.join('\n')}`, { causes });
}

/** Takes away what the writer applied before and no longer does, unless somebody else owns it too. */
function prune(merged: unknown, kind: Kind, dropped: readonly string[], owned: ReadonlySet<string>): unknown {
  const held = new Set([...owned].flatMap((path) => [path, ...ancestorsOf(path)]));
  const gone = dropped
    .flatMap((path) => [
      path,
      ...ancestorsOf(path).filter((above) => above.split('\n').at(-1)?.startsWith('f:')),
    ])
    .filter((path) => !held.has(path) && path !== 'f:metadata');
  return gone.reduce((value, path) => without(value, path.split('\n'), kind.shape), merged);
}

function idleEntry(
  { time: _now, ...entry }: ManagedFields,
  before: ManagedFields | undefined,
): ManagedFields {
  return before?.time === undefined ? entry : { ...entry, time: before.time };
}

/** What server-side apply makes of an object, before defaults and validation. */
export function applyOver(
  kind: Kind,
  live: KubeObject | undefined,
  config: KubeObject,
  writer: Writer,
  force: boolean,
): KubeObject {
  const old = live?.metadata.managedFields ?? [];
  const mine = old.find((entry) => isBy(entry, writer, kind));
  const others = old.filter((entry) => entry !== mine);
  const wanted = fieldsOf(config, kind.shape);
  const merged = mergeTyped(live ?? {}, config, kind.shape);
  const kept = new Set([...wanted.keys(), ...others.flatMap(({ fieldsV1 }) => fromFieldsV1(fieldsV1))]);
  const dropped = (mine === undefined ? [] : fromFieldsV1(mine.fieldsV1)).filter((path) => !kept.has(path));
  // What is empty is owned, but not stored.
  const findings = { unknown: [], wrong: [], untyped: [] };
  const next = decode(prune(merged, kind, dropped, kept), kind.shape, '', findings) as KubeObject;

  const { changed, removed } = compareFields(fieldsOf(live ?? {}, kind.shape), fieldsOf(next, kind.shape));
  const clashes = others
    .map((entry) => ({
      entry,
      paths: fromFieldsV1(entry.fieldsV1)
        .filter((path) => changed.has(path))
        .toSorted(),
    }))
    .filter(({ paths }) => paths.length > 0);
  if (clashes.length > 0 && !force) throw clashRefusal(clashes);

  const lost = new Set([...changed, ...removed]);
  const isIdle = live !== undefined && lost.size === 0;
  const entries = [
    ...others.flatMap((entry) => withoutPaths(entry, lost)),
    // Whoever changes nothing has no time of his own.
    isIdle ? idleEntry(entryOf(writer, kind, wanted.keys()), mine) : entryOf(writer, kind, wanted.keys()),
  ];
  return { ...next, metadata: { ...next.metadata, managedFields: settled(entries, old) } };
}
