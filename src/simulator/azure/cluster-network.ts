import { listOf, merged, textOf, type JsonObject } from '../json.ts';

/** Whether pods have addresses of their own that the virtual network does not know; asked for no plugin, AKS takes that. */
export const isOverlay = ({ networkPlugin, networkPluginMode }: JsonObject): boolean =>
  networkPluginMode === 'overlay' || networkPlugin === undefined;

/** Where the addresses of pods come from; undefined: from the subnet of their nodes. */
export function podCidrOf(profile: JsonObject): string | undefined {
  const isFlat = profile['networkPlugin'] === 'azure' && !isOverlay(profile);
  return isFlat ? undefined : textOf(profile['podCidr']) || '10.244.0.0/16';
}

/** A network profile with AKS's defaults, as recorded: lists of addresses go along with the single ones. */
export function filledNetwork(wanted: JsonObject): JsonObject {
  const podCidr = podCidrOf(wanted);
  const plugin = textOf(wanted['networkPlugin']) || 'azure';
  const profile = merged(
    {
      networkPlugin: plugin,
      ...(isOverlay(wanted) ? { networkPluginMode: 'overlay' } : {}),
      networkPolicy: 'none',
      ...(plugin === 'kubenet' ? {} : { networkDataplane: 'azure' }),
      loadBalancerSku: 'standard',
      loadBalancerProfile: { managedOutboundIPs: { count: 1 }, backendPoolType: 'nodeIPConfiguration' },
      ...(podCidr === undefined ? {} : { podCidr }),
      serviceCidr: '10.0.0.0/16',
      dnsServiceIP: '10.0.0.10',
      outboundType: 'loadBalancer',
      ipFamilies: ['IPv4'],
    },
    wanted,
  );
  return {
    ...profile,
    ...(podCidr === undefined ? {} : { podCidrs: several(profile['podCidrs'], podCidr) }),
    serviceCidrs: several(profile['serviceCidrs'], textOf(profile['serviceCidr'])),
  };
}

const several = (given: unknown, one: string): readonly unknown[] => {
  const all = listOf(given);
  return all.length === 0 ? [one] : all;
};
