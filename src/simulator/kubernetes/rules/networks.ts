/** A network: its first address as a number, how many of its bits count, and how many there are. */
export interface Network {
  readonly first: bigint;
  readonly bits: number;
  readonly width: 32 | 128;
}

const numberOf = (parts: readonly string[], base: bigint, radix: '' | '0x'): bigint =>
  parts.reduce((sum, part) => sum * base + BigInt(`${radix}${part}`), 0n);

function addressOf(text: string): Pick<Network, 'first' | 'width'> | undefined {
  const bytes = text.split('.');
  if (bytes.length === 4 && bytes.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) {
    return { first: numberOf(bytes, 256n, ''), width: 32 };
  }
  const halves = text.split('::').map((half) => half.split(':').filter((part) => part !== ''));
  const [head = [], tail = []] = halves;
  const missing = 8 - head.length - tail.length;
  const isWhole = halves.length === 2 ? missing > 0 : halves.length === 1 && missing === 0;
  const parts = [...head, ...Array<string>(Math.max(0, missing)).fill('0'), ...tail];
  if (!isWhole || !parts.every((part) => /^[0-9a-f]{1,4}$/i.test(part))) return undefined;
  return { first: numberOf(parts, 65_536n, '0x'), width: 128 };
}

/** The network that a text such as `10.0.0.0/16` or `2001:db8::/64` names. */
export function networkOf(text: string): Network | undefined {
  const [address = '', bits = '', ...rest] = text.split('/');
  const found = addressOf(address);
  if (found === undefined || rest.length > 0 || !/^\d{1,3}$/.test(bits)) return undefined;
  return Number(bits) > found.width ? undefined : { ...found, bits: Number(bits) };
}

/** Whether all addresses of `inner` are of `outer` too. */
export function isWithin(inner: Network, outer: Network): boolean {
  const shift = BigInt(outer.width - outer.bits);
  return (
    inner.width === outer.width && inner.bits >= outer.bits && inner.first >> shift === outer.first >> shift
  );
}
