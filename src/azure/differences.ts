import type { Change } from '../engine/resource.ts';

type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNamed = (value: unknown): value is Fields & { readonly name: string } =>
  isFields(value) && typeof value['name'] === 'string';

/**
 * Where `live` lacks what `wanted` asks for. What Azure added of its own is not a difference.
 *
 * Lists of named things are compared name by name; other lists whole. Ids and locations come back in other casing.
 */
export function differences(wanted: unknown, live: unknown, path = ''): readonly Change[] {
  const at = (key: string): string => (path === '' ? key : `${path}.${key}`);
  if (wanted === undefined) return [];
  if (isFields(wanted)) {
    const fields = isFields(live) ? live : {};
    return Object.entries(wanted).flatMap(([key, value]) => differences(value, fields[key], at(key)));
  }
  if (Array.isArray(wanted) && wanted.length > 0 && wanted.every(isNamed)) {
    const others = Array.isArray(live) ? live.filter(isNamed) : [];
    return wanted.flatMap((item) => {
      const other = others.find(({ name }) => same(name, item.name));
      return differences({ ...item, name: other?.name ?? item.name }, other, at(item.name));
    });
  }
  return sameValue(wanted, live, path) ? [] : [{ path, from: live, to: wanted }];
}

function sameValue(wanted: unknown, live: unknown, path: string): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(live) &&
      live.length === wanted.length &&
      wanted.every((item, index) => differences(item, live[index], path).length === 0)
    );
  }
  if (typeof wanted === 'string' && typeof live === 'string') {
    if (path === 'location' || path.endsWith('.location')) return sameLocation(wanted, live);
    if (wanted.startsWith('/subscriptions/')) return same(wanted, live);
  }
  return wanted === live;
}

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Whether two spellings name one region: PostgreSQL answers "East US" for eastus. */
export const sameLocation = (one: string, other: string): boolean =>
  same(one.replaceAll(/\s/g, ''), other.replaceAll(/\s/g, ''));

/** `wanted` laid over `live`: a PUT replaces, so whatever it left out would be taken away. */
export function overlay(live: unknown, wanted: unknown): Fields {
  return laid(live, wanted) as Fields;
}

function laid(live: unknown, wanted: unknown): unknown {
  if (wanted === undefined) return live;
  if (isFields(wanted) && isFields(live)) {
    const keys = new Set([...Object.keys(live), ...Object.keys(wanted)]);
    return Object.fromEntries([...keys].map((key) => [key, laid(live[key], wanted[key])]));
  }
  if (Array.isArray(wanted) && Array.isArray(live) && wanted.every(isNamed) && live.every(isNamed)) {
    const kept = live.filter(({ name }) => !wanted.some((item) => same(item.name, name)));
    return [
      ...wanted.map((item) => laid(live.find(({ name }) => same(name, item.name)) ?? {}, item)),
      ...kept,
    ];
  }
  return wanted;
}
