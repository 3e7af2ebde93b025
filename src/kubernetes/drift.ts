import type { Change } from '../engine/resource.ts';
import type { KubeObject } from '../gateways/ports.ts';
import { RECIPE, ROLLS_WITH } from './marks.ts';
import { isFields, nameOf, type Fields } from './objects.ts';

/** How a list is matched element by element: Kubernetes' own merge keys, most telling first. */
const KEYS = ['mountPath', 'containerPort', 'port', 'name', 'topologyKey', 'key'] as const;
const QUANTITY = /^([+-]?\d+(?:\.\d+)?)(m|k|Ki|M|Mi|G|Gi|T|Ti|P|Pi|E|Ei)?$/;
const UNITS: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** Where the live object is not what we asked for, in words for a person: our own marks are not for reading. */
export function tellDrift(wanted: KubeObject, live: KubeObject): readonly Change[] {
  const changes = driftOf(wanted, live);
  const told = changes.filter(({ path }) => !path.endsWith(`.${RECIPE}`));
  if (changes.length > 0 && told.length === 0) {
    return [{ path: nameOf(wanted), from: 'as an earlier version wants it', to: 'as this version wants it' }];
  }
  return told.map((change) =>
    change.path.endsWith(`.${ROLLS_WITH}`)
      ? { path: `${nameOf(wanted)}: what its pods have read`, from: 'outdated', to: 'up to date' }
      : change,
  );
}

/** Where the live object is not what we asked for. What the server or others added is no difference. */
export function driftOf(wanted: KubeObject, live: KubeObject): readonly Change[] {
  const changes = differences(wanted, live, nameOf(wanted));
  if (wanted.kind !== 'Secret') return changes;
  return changes.map((change) => ({ ...change, from: '‹secret›', to: '‹secret›' }));
}

function differences(wanted: unknown, live: unknown, path: string): readonly Change[] {
  if (isFields(wanted)) {
    const fields = isFields(live) ? live : {};
    return Object.entries(wanted).flatMap(([key, value]) =>
      differences(value, fields[key], `${path}.${key}`),
    );
  }
  if (Array.isArray(wanted)) return listDifferences(wanted, Array.isArray(live) ? live : [], path);
  return isSame(wanted, live, path) ? [] : [{ path, from: live, to: wanted }];
}

function listDifferences(
  wanted: readonly unknown[],
  live: readonly unknown[],
  path: string,
): readonly Change[] {
  const keyed = keyOf(wanted, live);
  if (keyed === undefined) {
    if (wanted.length !== live.length) return [{ path, from: live, to: wanted }];
    return wanted.flatMap((item, index) => differences(item, live[index], `${path}.${index}`));
  }
  return keyed.wanted.flatMap((item) => {
    const label = String(item[keyed.key]);
    const other = keyed.live.find((candidate) => candidate[keyed.key] === item[keyed.key]);
    return other === undefined
      ? [{ path: `${path}.${label}`, from: undefined, to: item }]
      : differences(item, other, `${path}.${label}`);
  });
}

/** The key that tells every element from the others, on both sides. */
function keyOf(
  wanted: readonly unknown[],
  live: readonly unknown[],
):
  { readonly key: string; readonly wanted: readonly Fields[]; readonly live: readonly Fields[] } | undefined {
  if (wanted.length === 0 || !wanted.every(isFields) || !live.every(isFields)) return undefined;
  const tells = (key: string, list: readonly Fields[]): boolean =>
    list.every((item) => key in item) && new Set(list.map((item) => item[key])).size === list.length;
  const key = KEYS.find((candidate) => tells(candidate, wanted) && tells(candidate, live));
  return key === undefined ? undefined : { key, wanted, live };
}

function isSame(wanted: unknown, live: unknown, path: string): boolean {
  // The API leaves empty and false fields out.
  if (live === undefined && (wanted === false || wanted === '' || wanted === 0)) return true;
  if (wanted === live) return true;
  if (!/\.(requests|limits)\.|\.sizeLimit$|\.storage$/.test(path)) return false;
  const [one, other] = [amountOf(wanted), amountOf(live)];
  return one !== undefined && one === other;
}

/** A Kubernetes quantity as a number: `1000m` and `1` are the same CPU. */
export function amountOf(quantity: unknown): number | undefined {
  const match = QUANTITY.exec(String(quantity));
  if (match === null) return undefined;
  const unit = match[2] === undefined ? 1 : UNITS[match[2]];
  return unit === undefined ? undefined : Number(match[1]) * unit;
}
