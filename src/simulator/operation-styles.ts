import type { Operation } from './operations.ts';

/** Which provider's habits an operation has. */
export type StyleName = 'network' | 'dns' | 'postgres' | 'storage' | 'containerservice' | 'groups';

/** The habits of a provider. */
export interface Style {
  /** Path of the status monitor; none: there is only `Location`. */
  readonly status?: (op: Operation) => string;
  readonly result?: (op: Operation) => string;
  /** Which verbs get a `Location` besides the status monitor. */
  readonly locationFor: readonly Operation['verb'][];
  /** The version in the poll URL where it is the provider's own, not the caller's. */
  readonly versionOf?: (asked: string) => string;
  readonly runningStatus: 200 | 202;
  readonly named: boolean;
  readonly nameOf?: (op: Operation) => string;
  readonly endTime?: boolean;
  /** What the result URL answers when the operation has succeeded. */
  readonly resultStatus: (op: Operation) => 200 | 204;
  readonly repeatsHeaders?: boolean;
}

const everyVerb: readonly Operation['verb'][] = ['create', 'update', 'delete'];

const inRegion = (namespace: string, leaf: string) => (op: Operation) =>
  `/subscriptions/${op.subscriptionId}/providers/${namespace}/locations/${encodeURIComponent(op.location)}/${leaf}/${op.name}`;

/** PostgreSQL names the region in its display form when something is deleted. Seen on the wire. */
const inPostgresRegion = (leaf: string) => (op: Operation) => {
  const location = op.verb === 'delete' ? op.location : op.location.toLowerCase().replaceAll(' ', '');
  return inRegion('Microsoft.DBforPostgreSQL', leaf)({ ...op, location });
};

const dnsOperation = (leaf: string) => (op: Operation) => {
  const what = /virtualNetworkLinks/i.test(op.resourceId) ? 'VirtualNetworkLink' : 'PrivateDnsZone';
  const kind = `${op.verb === 'delete' ? 'Delete' : 'Upsert'}${what}`;
  const opaque = Buffer.from(`FrontEndAsyncOperation;${kind};${op.name}_${op.subscriptionId}`).toString(
    'base64',
  );
  return `/subscriptions/${op.subscriptionId}/resourceGroups/${op.resourceGroup}/providers/Microsoft.Network/${leaf}/${opaque}`;
};

const groupDeletion = (op: Operation): string => {
  const job = `RESOURCEGROUPDELETIONJOB-${op.resourceGroup.toUpperCase().replaceAll('_', ':5F')}`.slice(
    0,
    60,
  );
  const hex = op.name.replaceAll('-', '').slice(0, 16).toUpperCase();
  const ticket = { jobId: `${job}|${hex}-${op.location.toUpperCase()}`, jobLocation: op.location };
  return `/subscriptions/${op.subscriptionId}/operationresults/${Buffer.from(JSON.stringify(ticket)).toString('base64url')}`;
};

/** AKS names the operation by the same GUID with its first three groups in the other byte order. */
const byteSwapped = ({ name }: Operation): string => {
  const [first = '', second = '', third = '', ...rest] = name.split('-');
  const swap = (group: string): string => (group.match(/../g) ?? []).toReversed().join('');
  return [swap(first), swap(second), swap(third), ...rest].join('-');
};

/** How each provider tells about running operations. */
export const styles: Record<StyleName, Style> = {
  network: {
    status: inRegion('Microsoft.Network', 'operations'),
    result: inRegion('Microsoft.Network', 'operationResults'),
    locationFor: ['delete'],
    runningStatus: 200,
    named: false,
    resultStatus: () => 204,
  },
  dns: {
    status: dnsOperation('privateDnsOperationStatuses'),
    result: dnsOperation('privateDnsOperationResults'),
    locationFor: everyVerb,
    runningStatus: 202,
    named: false,
    resultStatus: () => 200,
    repeatsHeaders: true,
  },
  postgres: {
    status: inPostgresRegion('azureAsyncOperation'),
    result: inPostgresRegion('operationResults'),
    locationFor: everyVerb,
    runningStatus: 200,
    named: true,
    resultStatus: () => 200,
  },
  storage: {
    result: (op) => `${inRegion('Microsoft.Storage', 'asyncoperations')(op)}?monitor=true`,
    locationFor: everyVerb,
    runningStatus: 202,
    named: false,
    resultStatus: () => 200,
  },
  containerservice: {
    status: inRegion('Microsoft.ContainerService', 'operations'),
    result: inRegion('Microsoft.ContainerService', 'operationresults'),
    locationFor: ['delete'],
    versionOf: (asked) => (asked < '2025' ? '2016-03-30' : '2025-03-01'),
    runningStatus: 200,
    named: true,
    nameOf: byteSwapped,
    endTime: true,
    resultStatus: () => 204,
  },
  groups: {
    result: groupDeletion,
    locationFor: ['delete'],
    runningStatus: 202,
    named: false,
    resultStatus: () => 200,
    repeatsHeaders: true,
  },
};
