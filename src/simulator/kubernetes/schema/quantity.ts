const UNITS: Readonly<Record<string, bigint>> = {
  n: 1n,
  u: 1_000n,
  m: 1_000_000n,
  '': 1_000_000_000n,
  k: 10n ** 12n,
  M: 10n ** 15n,
  G: 10n ** 18n,
  T: 10n ** 21n,
  P: 10n ** 24n,
  E: 10n ** 27n,
  Ki: 10n ** 9n * 2n ** 10n,
  Mi: 10n ** 9n * 2n ** 20n,
  Gi: 10n ** 9n * 2n ** 30n,
  Ti: 10n ** 9n * 2n ** 40n,
  Pi: 10n ** 9n * 2n ** 50n,
  Ei: 10n ** 9n * 2n ** 60n,
};
const DECIMAL = ['E', 'P', 'T', 'G', 'M', 'k', '', 'm', 'u', 'n'];
const BINARY = ['Ei', 'Pi', 'Ti', 'Gi', 'Mi', 'Ki'];

/** The words of the API server for a quantity that is none. */
export const QUANTITY_ERROR =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/** A quantity in billionths, or undefined if it is none. */
export function nanosOf(quantity: unknown): bigint | undefined {
  if (typeof quantity !== 'string' && typeof quantity !== 'number') return undefined;
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+)|([numkMGTPE]|[KMGTPE]i)?)$/.exec(
    String(quantity),
  );
  if (match === null || `${match[2] ?? ''}${match[3] ?? ''}` === '') return undefined;
  const fraction = match[3] ?? '';
  const exponent = Number(match[4] ?? 0) - fraction.length;
  const digits = BigInt(`${match[2] ?? ''}${fraction}`) * (UNITS[match[5] ?? ''] ?? 0n);
  const scaled = exponent >= 0 ? digits * 10n ** BigInt(exponent) : digits / 10n ** BigInt(-exponent);
  return match[1] === '-' ? -scaled : scaled;
}

/** A quantity as the API server writes it back: `1000M` becomes `1G`, `0.5` becomes `500m`. */
export function canonicalQuantity(quantity: string | number): string {
  const nanos = nanosOf(quantity);
  if (nanos === undefined) return String(quantity);
  if (nanos === 0n) return '0';
  const binary = /[KMGTPE]i$/.test(String(quantity)) && nanos >= (UNITS['Ki'] ?? 0n);
  const suffix =
    (binary ? [...BINARY, ''] : DECIMAL).find((unit) => nanos % (UNITS[unit] ?? 1n) === 0n) ?? 'n';
  return `${nanos / (UNITS[suffix] ?? 1n)}${suffix}`;
}
