import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Exchange } from './exchange.ts';

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}
interface Trace {
  readonly op: string;
  readonly type: string;
  readonly host: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly request?: unknown;
  readonly response: Answer;
  readonly polls?: readonly (Answer & { readonly via: string })[];
}

/** The api-versions of our SDKs: the traces are of several years and are judged as if they were of today. */
const VERSIONS: readonly (readonly [RegExp, string])[] = [
  [/^Microsoft\.Resources\/resourceGroups$/i, '2025-04-01'],
  [/^Microsoft\.Network\/virtualNetworks(\/subnets)?$/i, '2026-01-01'],
  [/^Microsoft\.Network\/privateDnsZones(\/virtualNetworkLinks)?$/i, '2024-06-01'],
  [/^Microsoft\.Storage\/storageAccounts(\/listKeys|\/blobServices\/containers)?$/i, '2026-09-01'],
  [/^Microsoft\.ContainerService\/managedClusters(\/agentPools|\/listCluster\w+Credential)?$/i, '2026-06-01'],
  [/^Microsoft\.DBforPostgreSQL\/flexibleServers(\/databases|\/configurations)?$/i, '2025-08-01'],
  [/^Microsoft\.ManagedIdentity\/userAssignedIdentities(\/federatedIdentityCredentials)?$/i, '2024-11-30'],
  [/^Microsoft\.Authorization\/role(Assignments|Definitions)$/i, '2022-04-01'],
  [/^graph:(applications|servicePrincipals|me|organization)\b/, ''],
];

/** One recorded use of a resource type that the product uses: the first exchange and the polls after it. */
export type Recording = readonly Exchange[];

/** Real traffic with Azure, kept beside the checkout like the descriptions. */
export function readRecordings(): readonly Recording[] {
  const folder = fileURLToPath(new URL('../../../shared/traces', import.meta.url));
  return fs
    .readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => JSON.parse(fs.readFileSync(path.join(folder, file), 'utf8')) as { traces?: Trace[] })
    .flatMap(({ traces = [] }) => traces)
    .flatMap((trace) => {
      const version = VERSIONS.find(([type]) => type.test(trace.type));
      return version === undefined ? [] : [toRecording(trace, version[1])];
    });
}

function toRecording(trace: Trace, version: string): Recording {
  const query = new URLSearchParams(trace.query);
  if (version !== '') query.set('api-version', version);
  const url = `https://${trace.host}${trace.path}?${query.toString()}`;
  const first = toExchange({ method: trace.op, url, body: trace.request }, trace.response);
  const polls = (trace.polls ?? []).flatMap((poll) => {
    const target = first.responseHeaders[poll.via.toLowerCase()];
    return target === undefined ? [] : [toExchange({ method: 'GET', url: target, body: undefined }, poll)];
  });
  return [first, ...polls];
}

function toExchange(
  { method, url, body }: { method: string; url: string; body: unknown },
  answer: Answer,
): Exchange {
  const headers = Object.entries(answer.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    method,
    url,
    requestHeaders: { 'content-type': 'application/json' },
    requestBody: toText(body),
    status: answer.status,
    responseHeaders: { 'content-type': 'application/json', ...Object.fromEntries(headers) },
    responseBody: toText(answer.body),
  };
}

function toText(body: unknown): string {
  if (body === null || body === undefined) return '';
  return typeof body === 'string' ? body : JSON.stringify(body, withoutCounts);
}

/** Long lists were cut when the traces were made: a text such as "+12 more" stands in place of the rest. */
function withoutCounts(_key: string, value: unknown): unknown {
  if (!Array.isArray(value) || typeof value[0] !== 'object') return value;
  return value.filter((item) => typeof item !== 'string');
}
