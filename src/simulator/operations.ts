import { answer, Refusal } from './errors.ts';
import type { JsonObject } from './json.ts';
import type { WireRequest, WireResponse } from './wire.ts';

/** Why an operation did not succeed. */
export interface Failure {
  readonly status: 'Failed' | 'Canceled';
  readonly code: string;
  readonly message: string;
  readonly details?: readonly JsonObject[];
}

/** An asynchronous operation of a resource provider. Plain JSON. */
export interface Operation {
  readonly name: string;
  readonly style: StyleName;
  readonly verb: 'create' | 'update' | 'delete';
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly resourceId: string;
  readonly startedAt: number;
  /** Absent: it never ends. */
  readonly endsAt?: number;
  readonly apiVersion: string;
  /** What the signed part of the poll URL says; it must come back unchanged. */
  readonly signature: string;
  readonly retryAfterSeconds?: number;
  /** What becomes of it in the end, if not success. */
  readonly failure?: Failure;
  ended?: boolean;
  /** How often somebody has asked. */
  polls: number;
}

/** Which provider's habits an operation has. */
export type StyleName = 'network' | 'dns' | 'postgres' | 'storage' | 'containerservice' | 'groups';

interface Style {
  /** Path of the status monitor; none: there is only `Location`. */
  readonly status?: (op: Operation) => string;
  readonly result?: (op: Operation) => string;
  /** Which verbs get a `Location` besides the status monitor. */
  readonly locationFor: readonly Operation['verb'][];
  /** The version in the poll URL is the provider's own, not the caller's (facts W-1). */
  readonly apiVersion?: string;
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

/** How each provider tells about running operations. Section 1 of the facts. */
const styles: Record<StyleName, Style> = {
  network: {
    status: inRegion('Microsoft.Network', 'operations'),
    result: inRegion('Microsoft.Network', 'operationResults'),
    locationFor: ['delete'],
    apiVersion: '2025-05-01',
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
    apiVersion: '2016-03-30',
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

/** About 2.4 KB, as long as the certificate that real poll URLs carry (facts W-2). */
const certificate = 'MIIHpTCCBo2gAwIBAgITOgSimulated'.repeat(79);

const style = (op: Operation): Style => styles[op.style];

function signedUrl(op: Operation, path: string): string {
  const url = new URL(path, 'https://management.azure.com');
  url.searchParams.set('api-version', style(op).apiVersion ?? op.apiVersion);
  url.searchParams.set('t', String(op.startedAt));
  url.searchParams.set('c', certificate);
  url.searchParams.set('s', op.signature);
  url.searchParams.set('h', op.signature.slice(0, 16));
  return url.href;
}

/** The headers by which the first answer of an operation tells where to look. */
export function operationHeaders(op: Operation): Record<string, string> {
  const { status, result, locationFor } = style(op);
  return {
    ...(status === undefined ? {} : { 'azure-asyncoperation': signedUrl(op, status(op)) }),
    ...(op.style === 'network' ? { 'azure-asyncnotification': 'Enabled' } : {}),
    ...(result !== undefined && locationFor.includes(op.verb) ? { location: signedUrl(op, result(op)) } : {}),
    ...retryAfter(op),
  };
}

const retryAfter = (op: Operation): Record<string, string> =>
  op.retryAfterSeconds === undefined ? {} : { 'retry-after': String(op.retryAfterSeconds) };

/** Which operation and which of its two URLs a request polls, if any. */
export function polledOperation(
  request: WireRequest,
  operations: Readonly<Record<string, Operation>>,
): { readonly op: Operation; readonly at: 'status' | 'result' } | 'unknown' | undefined {
  const path = decodeURIComponent(request.url.pathname).toLowerCase();
  if (!pollPath.test(path)) return undefined;
  for (const op of Object.values(operations)) {
    const pathOf = (make: ((op: Operation) => string) | undefined): string | undefined =>
      make === undefined
        ? undefined
        : decodeURIComponent(new URL(make(op), 'https://x').pathname).toLowerCase();
    const at =
      path === pathOf(style(op).status) ? 'status' : path === pathOf(style(op).result) ? 'result' : undefined;
    if (at === undefined) continue;
    checkSignature(request.url, op);
    return { op, at };
  }
  return 'unknown';
}

const pollPath =
  /\/(operations|operationresults|azureasyncoperation|asyncoperations|privatednsoperationstatuses|privatednsoperationresults)\/[^/]+$/;

function checkSignature(url: URL, op: Operation): void {
  const given = (key: string): string => url.searchParams.getAll(key).join();
  const intact =
    given('t') === String(op.startedAt) &&
    given('c') === certificate &&
    given('s') === op.signature &&
    given('h') === op.signature.slice(0, 16);
  if (intact) return;
  throw new Refusal(
    400,
    'InvalidAsyncOperationSignature',
    'The signature of the operation URL is not valid.',
  );
}

/** The answer to a poll. `shown` is the finished resource, where the type answers with it. */
export function pollResponse(
  op: Operation,
  at: 'status' | 'result',
  shown: JsonObject | undefined,
): WireResponse {
  const how = style(op);
  if (at === 'result') return resultResponse(op, shown);
  const running = op.ended !== true;
  const state = running ? 'InProgress' : (op.failure?.status ?? 'Succeeded');
  const body = {
    ...(how.named ? { name: how.nameOf?.(op) ?? op.name } : {}),
    status: state,
    ...(how.named ? { startTime: new Date(op.startedAt).toISOString() } : {}),
    ...(how.endTime === true && !running ? { endTime: new Date(op.endsAt ?? 0).toISOString() } : {}),
    ...(running || op.failure === undefined ? {} : { error: { ...op.failure, status: undefined } }),
  };
  const again = how.repeatsHeaders === true ? operationHeaders(op) : retryAfter(op);
  return answer(running ? how.runningStatus : 200, body, running ? again : {});
}

function resultResponse(op: Operation, shown: JsonObject | undefined): WireResponse {
  if (op.ended !== true)
    return answer(202, undefined, { ...operationHeaders(op), 'content-type': 'text/plain; charset=utf-8' });
  if (op.failure !== undefined) throw failureRefusal(op.failure);
  const status = style(op).resultStatus(op);
  return status === 200 && op.verb !== 'delete' && shown !== undefined ? answer(200, shown) : answer(status);
}

function failureRefusal({ code, message, details }: Failure): Refusal {
  return new Refusal(409, code, message, { cause: 'gateway', ...(details === undefined ? {} : { details }) });
}
