import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** What was recorded of one verb of one type at one api-version. */
export interface Row {
  readonly type: string;
  readonly method: string;
  readonly apiVersion: string;
  /** How many recordings the row sums up. */
  readonly n: number;
  /** First answers, e.g. `201 state=provisioningState=Creating hdr=azure-asyncoperation`. */
  readonly first: Readonly<Record<string, number>>;
  readonly retryAfterFirst: Readonly<Record<string, number>>;
  readonly retryAfterPolls: Readonly<Record<string, number>>;
  /** What was seen afterwards, e.g. `async:200/InProgress > async:200/Succeeded > self:404/error=ResourceNotFound`. */
  readonly sequences: Readonly<Record<string, number>>;
}

/** One refusal of real Azure. */
export interface RecordedError {
  readonly type: string;
  /** A verb, or POLL. */
  readonly on: string;
  readonly status: number;
  readonly code: string | null;
  readonly seen: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>> | null;
}

/** One way in which a long operation of real Azure ended badly. */
export interface RecordedFailure {
  readonly type: string;
  readonly op: string;
  readonly via: string;
  readonly state: string;
  readonly seen: number;
  readonly body: Readonly<Record<string, unknown>>;
}

interface Answered {
  readonly status: number;
  readonly state?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One recorded call with the looks after it. */
export interface Trace {
  readonly type: string;
  readonly op: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly request?: unknown;
  readonly response: Answered;
  readonly polls?: readonly (Answered & { readonly via: string })[];
  readonly seen?: number;
}

/** The types that the simulator is about. */
const OURS = [
  'graph:(applications|servicePrincipals|directory/deletedItems)(/.*)?',
  'Microsoft.Authorization/(locks|roleAssignments|roleDefinitions)',
  'Microsoft.ContainerService/managedClusters(/agentPools|/listCluster(User|Admin)Credential)?',
  'Microsoft.DBforPostgreSQL/flexibleServers(/(databases|configurations|firewallRules))?',
  'Microsoft.DBforPostgreSQL/(locations/)?checkNameAvailability',
  'Microsoft.ManagedIdentity/userAssignedIdentities(/federatedIdentityCredentials)?',
  'Microsoft.Network/privateDnsZones(/(virtualNetworkLinks|A|AAAA|CNAME|MX|PTR|SOA|SRV|TXT))?',
  'Microsoft.Network/virtualNetworks(/subnets)?',
  'Microsoft.Resources/resourceGroups',
  'Microsoft.Storage/checkNameAvailability',
  'Microsoft.Storage/storageAccounts(/listKeys|/blobServices(/containers)?)?',
].map((pattern) => new RegExp(`^${pattern}$`, 'i'));

const isOurs = ({ type }: { readonly type: string }): boolean => OURS.some((one) => one.test(type));

/** The recordings stand beside the checkout, never in it. */
const folder = fileURLToPath(new URL('../../../../shared/traces', import.meta.url));

function read(name: string): unknown {
  if (!fs.existsSync(folder)) {
    throw new Error(
      'The recordings of Azure are missing: they belong in ../shared/traces beside the checkout.',
    );
  }
  return JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')) as unknown;
}

/** The rows of our types. */
export const readRows = (): readonly Row[] =>
  (read('lro-matrix.json') as { rows: readonly Row[] }).rows.filter(isOurs);

/** The refusals of our types. */
export const readErrors = (): readonly RecordedError[] =>
  (read('errors.json') as { errors: readonly RecordedError[] }).errors.filter(isOurs);

/** The operations of our types that ended badly. */
export const readFailures = (): readonly RecordedFailure[] =>
  (read('lro-failures.json') as { failures: readonly RecordedFailure[] }).failures.filter(isOurs);

/** Single recordings of writes of our types, for what the rows do not tell: bodies. */
export const readWrites = (): readonly Trace[] =>
  fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .flatMap((name) => (read(name) as { traces?: readonly Trace[] }).traces ?? [])
    .filter(isOurs)
    .filter(({ op }) => op !== 'GET');
