import { createHash } from 'node:crypto';
import type { KubeObject, KubeRef } from '../gateways/ports.ts';

/** A JSON object of which nothing is known. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether `value` is a JSON object. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object at `path`, or an empty one. */
export function fieldsAt(root: unknown, ...path: readonly string[]): Fields {
  const found = path.reduce<unknown>((at, key) => (isFields(at) ? at[key] : undefined), root);
  return isFields(found) ? found : {};
}

/** The list of objects at `path`, or an empty one. */
export function listAt(root: unknown, ...path: readonly string[]): readonly Fields[] {
  const found = fieldsAt(root, ...path.slice(0, -1))[path.at(-1) ?? ''];
  return Array.isArray(found) ? found.filter(isFields) : [];
}

/** A text field; absent is empty. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A number field; the API leaves zeros out. */
export const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);

/** How an object is called within its component and in what people read. */
export const nameOf = ({ kind, metadata: { namespace, name } }: KubeObject): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`;

/** A reference to an object. */
export const refOf = ({ apiVersion, kind, metadata: { name, namespace } }: KubeObject): KubeRef => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
});

/** Milliseconds since 1970 of a Kubernetes timestamp; absent ones are of now. */
export const timeOf = (value: unknown, now: number): number => {
  const time = Date.parse(textOf(value));
  return Number.isNaN(time) ? now : time;
};

/** A short name for a content: the same whatever the order of keys. */
export function digest(value: unknown, length = 12): string {
  const sorted = JSON.stringify(value, (_, part: unknown) =>
    isFields(part) ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
  return createHash('sha256').update(sorted).digest('hex').slice(0, length);
}
