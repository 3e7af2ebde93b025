import { dig, listOf, objectOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import type { Rows } from './rows.ts';
import { firstThree, labelsText, orNone, selectorText } from './texts.ts';

function balancers(object: object): string {
  const names = listOf(dig(object, 'status.loadBalancer.ingress')).map((item) =>
    orNone(dig(item, 'ip'), textOf(dig(item, 'hostname'))),
  );
  return [...new Set(names.filter((name) => name !== ''))].toSorted().join(',');
}

function externalAddress(service: object): string {
  const own = listOf(dig(service, 'spec.externalIPs')).map(textOf);
  switch (dig(service, 'spec.type')) {
    case 'ExternalName':
      return textOf(dig(service, 'spec.externalName'));
    case 'LoadBalancer':
      return [balancers(service), ...own].filter((text) => text !== '').join(',') || '<pending>';
    default:
      return own.join(',') || '<none>';
  }
}

function portText({ port, nodePort, protocol }: JsonObject): string {
  const exposed = Number(nodePort ?? 0) === 0 ? '' : `:${Number(nodePort)}`;
  return `${Number(port)}${exposed}/${textOf(protocol)}`;
}

/** Addresses of one part of Endpoints, with each of its ports. */
function subsetAddresses(subset: unknown): string[] {
  const addresses = listOf(dig(subset, 'addresses')).map((item) => textOf(dig(item, 'ip')));
  const ports = listOf(dig(subset, 'ports')).map((item) => Number(dig(item, 'port')));
  if (ports.length === 0) return addresses;
  return ports.flatMap((port) =>
    addresses.map((ip) => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`)),
  );
}

function hostsText(ingress: object): string {
  const rules = listOf(dig(ingress, 'spec.rules'));
  const hosts = rules.map((rule) => textOf(dig(rule, 'host'))).filter((host) => host !== '');
  if (hosts.length === 0) return '*';
  const more = hosts.length > 3 ? ` + ${rules.length - 3} more...` : '';
  return `${hosts.slice(0, 3).join(',')}${more}`;
}

/** Rows of Services and of what belongs to networks. */
export const networkRows: Rows = {
  Service: {
    columns: 'Name,Type,Cluster-IP,External-IP,Port(s),Age,+Selector',
    cells: (object, age) => [
      textOf(dig(object, 'spec.type')),
      orNone(listOf(dig(object, 'spec.clusterIPs'))[0]),
      externalAddress(object),
      orNone(
        listOf(dig(object, 'spec.ports'))
          .map((port) => portText(objectOf(port)))
          .join(','),
      ),
      age,
      labelsText(dig(object, 'spec.selector')),
    ],
  },
  Endpoints: {
    columns: 'Name,Endpoints,Age',
    cells: (object, age) => [firstThree(listOf(object['subsets']).flatMap(subsetAddresses)), age],
  },
  EndpointSlice: {
    columns: 'Name,AddressType,Ports,Endpoints,Age',
    cells: (object, age) => {
      const ports = listOf(object['ports']).map((port) =>
        dig(port, 'port') === undefined ? orNone(dig(port, 'name'), '*') : String(Number(dig(port, 'port'))),
      );
      const addresses = listOf(object['endpoints']).flatMap((item) =>
        listOf(dig(item, 'addresses')).map(textOf),
      );
      const absent = '<unset>';
      return [textOf(object['addressType']), firstThree(ports, absent), firstThree(addresses, absent), age];
    },
  },
  Ingress: {
    columns: 'Name,Class,Hosts,Address,Ports,Age',
    cells: (object, age) => [
      orNone(dig(object, 'spec.ingressClassName')),
      hostsText(object),
      balancers(object),
      listOf(dig(object, 'spec.tls')).length === 0 ? '80' : '80, 443',
      age,
    ],
  },
  NetworkPolicy: {
    columns: 'Name,Pod-Selector,Age',
    cells: (object, age) => [selectorText(dig(object, 'spec.podSelector')), age],
  },
};
