import { Refusal } from '../errors.ts';
import { listOf, textOf, type JsonObject } from '../json.ts';
import { overlap, parseCidr, within } from './cidr.ts';

/** The address blocks of a subnet's body. */
export function prefixesOf(properties: JsonObject): readonly string[] {
  const one = textOf(properties['addressPrefix']);
  return one === '' ? listOf(properties['addressPrefixes']).map(textOf) : [one];
}

/** Refuses blocks that are no blocks. */
export function checkPrefixes(prefixes: readonly string[], owner: string): void {
  for (const prefix of prefixes) {
    const range = parseCidr(prefix);
    if (range === 'malformed') {
      throw new Refusal(
        400,
        'InvalidAddressPrefixFormat',
        `Address prefix ${prefix} of resource ${owner} is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.`,
        { details: [] },
      );
    }
    if (range === 'misaligned') {
      throw new Refusal(
        400,
        'InvalidCIDRNotation',
        `The address prefix ${prefix} in resource ${owner} has an invalid CIDR notation.`,
        { details: [] },
      );
    }
  }
}

/** Refuses subnets outside their network or upon each other. */
export function checkSubnets(
  subnets: readonly { readonly name: string; readonly prefixes: readonly string[] }[],
  network: { readonly name: string; readonly prefixes: readonly string[] },
): void {
  for (const [index, { name, prefixes }] of subnets.entries()) {
    checkPrefixes(prefixes, name);
    const isInside = prefixes.every((prefix) => network.prefixes.some((outer) => within(prefix, outer)));
    if (prefixes.length === 0 || !isInside) {
      throw new Refusal(
        400,
        'NetcfgInvalidSubnet',
        `Subnet '${name}' is not valid in virtual network '${network.name}'.`,
        { details: [] },
      );
    }
    const clash = subnets
      .slice(0, index)
      .some((other) => other.prefixes.some((theirs) => prefixes.some((ours) => overlap(ours, theirs))));
    if (clash) {
      throw new Refusal(
        400,
        'NetcfgSubnetRangesOverlap',
        `Subnet '${name}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '${network.name}'.`,
        { details: [] },
      );
    }
  }
}
