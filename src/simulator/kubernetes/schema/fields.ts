import { isObject, own } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { ANYTHING } from './shapes.ts';
import type { ListShape, Shape } from './shapes.ts';
import { isSame } from '../same.ts';

/**
 * Fields of an object by path: elements `f:name`, `k:{"key":…}`, `v:value` joined by line feeds, as managedFields has
 * them. The value is the field's, or MEMBER where only the presence of a list item or a map is meant.
 */
export type Fields = Map<string, unknown>;

/** The value of a path that stands for presence only. */
export const MEMBER = { member: true } as const;
const JOINT = '\n';

/** The path element of an item in a list whose items have identity. */
export function elementOf(item: unknown, by: ListShape['by']): string {
  if (by === 'set' || by === 'atomic') return `v:${JSON.stringify(item)}`;
  const source = isObject(item) ? item : {};
  const keys = by
    .toSorted()
    .map((key): [string, unknown] => [key, source[key] ?? (key === 'protocol' ? 'TCP' : undefined)]);
  return `k:${JSON.stringify(Object.fromEntries(keys))}`;
}

interface Walk {
  readonly fields: Fields;
  readonly members: Members;
}

/**
 * Which lists and structs count as members beside their leaves, as managers of updates own them: none, those that may
 * be absent in the API's own types, or all of them, as in custom objects.
 */
export type Members = 'none' | 'optional' | 'all';

/** In the API's own types these are always there, if only empty, so nobody has added them. */
const ALWAYS_THERE = new Set([
  'metadata',
  'spec',
  'status',
  'template',
  'jobTemplate',
  'strategy',
  'updateStrategy',
  'names',
  'roleRef',
  'containers',
  'resources',
  'podSelector',
]);

const isMember = (at: string, members: Members): boolean =>
  members === 'all' ||
  (members === 'optional' && !at.split(JOINT).every((element) => ALWAYS_THERE.has(element.slice(2))));

function walkObject(value: JsonObject, at: string, shapeOf: (key: string) => Shape, walk: Walk): void {
  for (const [key, inner] of Object.entries(value))
    visit(inner, shapeOf(key), `${at}${at && JOINT}f:${key}`, walk);
}

function visit(value: unknown, shape: Shape, at: string, walk: Walk): void {
  if (value === undefined) return;
  if (shape.is === 'list' && Array.isArray(value) && shape.by !== 'atomic') {
    for (const item of value) {
      const element = `${at}${JOINT}${elementOf(item, shape.by)}`;
      walk.fields.set(element, shape.by === 'set' ? item : MEMBER);
      if (shape.by !== 'set') visit(item, shape.items, element, walk);
    }
    if (isMember(at, walk.members)) walk.fields.set(at, MEMBER);
    return;
  }
  const granular = isObject(value) && Object.keys(value).length > 0 && !('atomic' in shape && shape.atomic);
  if (!granular) {
    const isBlank = shape.is === 'struct' && walk.members !== 'none' && !isMember(at, walk.members);
    if (!(isBlank && isObject(value) && Object.keys(value).length === 0)) walk.fields.set(at, value);
    return;
  }
  if (at !== '' && isMember(at, walk.members)) walk.fields.set(at, MEMBER);
  walkObject(value, at, (key) => childShape(shape, key), walk);
}

/** The shape of a member of a struct or a map. */
export function childShape(shape: Shape, key: string): Shape {
  if (shape.is === 'struct') return own(shape.fields, key)?.() ?? ANYTHING;
  return shape.is === 'map' ? shape.values : ANYTHING;
}

const NOBODYS = new Set(['apiVersion', 'kind', 'metadata']);
const NOBODYS_METADATA = new Set([
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'selfLink',
  'managedFields',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
]);

/** The fields of an object that somebody may own. */
export function fieldsOf(object: unknown, shape: Shape, members: Members = 'none'): Fields {
  const fields: Fields = new Map();
  visit(object, shape, '', { fields, members });
  for (const path of fields.keys()) {
    const [first = '', second = ''] = path.split(JOINT).map((element) => element.slice(2));
    const ours = second === '' ? NOBODYS.has(first) : first === 'metadata' && NOBODYS_METADATA.has(second);
    if (ours) fields.delete(path);
  }
  return fields;
}

/** What differs between two states of an object. */
export function compareFields(before: Fields, after: Fields): { changed: Set<string>; removed: Set<string> } {
  const changed = [...after].filter(([path, value]) => !before.has(path) || !isSame(before.get(path), value));
  const removed = [...before.keys()].filter((path) => !after.has(path));
  return { changed: new Set(changed.map(([path]) => path)), removed: new Set(removed) };
}

/** Paths as the nested object of `fieldsV1`. */
export function toFieldsV1(paths: Iterable<string>): JsonObject {
  const root: JsonObject = {};
  const all = [...paths];
  const inner = new Set(all.flatMap((path) => ancestorsOf(path)));
  for (const path of all) {
    let node = root;
    for (const element of path.split(JOINT)) node = (node[element] ??= {}) as JsonObject;
    if (inner.has(path)) node['.'] = {};
  }
  return root;
}

/** The paths that a `fieldsV1` names. */
export function fromFieldsV1(fields: JsonObject, at = ''): string[] {
  return Object.entries(fields).flatMap(([element, below]) => {
    if (element === '.') return [at];
    const path = `${at}${at && JOINT}${element}`;
    return isObject(below) && Object.keys(below).length > 0 ? fromFieldsV1(below, path) : [path];
  });
}

/** The paths that lie above a path, nearest first. */
export function ancestorsOf(path: string): string[] {
  const elements = path.split(JOINT);
  return elements.slice(1).map((_, index) => elements.slice(0, elements.length - 1 - index).join(JOINT));
}

/** A path as error texts write it: `.spec.containers[name="a"].image`. */
export function pathText(path: string): string {
  return path
    .split(JOINT)
    .map((element) => {
      const rest = element.slice(2);
      if (element.startsWith('f:')) return `.${rest}`;
      if (element.startsWith('v:')) return `[=${rest}]`;
      const keys = Object.entries(JSON.parse(rest) as JsonObject);
      return `[${keys.map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(',')}]`;
    })
    .join('');
}

/** The first list whose items have identity in which two items have the same, as error texts tell it. */
export function duplicateItem(value: unknown, shape: Shape, at = ''): string | undefined {
  if (shape.is === 'list' && Array.isArray(value) && shape.by !== 'atomic') {
    const elements = value.map((item) => elementOf(item, shape.by));
    const twice = elements.find((element, index) => elements.indexOf(element) < index);
    if (twice !== undefined) return `${pathText(at)}: duplicate entries for key ${pathText(twice)}`;
    return firstOf(
      value.map((item, index) => duplicateItem(item, shape.items, `${at}${JOINT}${elements[index] ?? ''}`)),
    );
  }
  if (!isObject(value) || shape.is === 'list') return undefined;
  return firstOf(
    Object.entries(value).map(([key, inner]) =>
      duplicateItem(inner, childShape(shape, key), `${at}${at && JOINT}f:${key}`),
    ),
  );
}

const firstOf = (texts: readonly (string | undefined)[]): string | undefined =>
  texts.find((text) => text !== undefined);
