import { parse } from 'yaml';
import { dig, isObject, objectOf, textOf } from '../../../json.ts';
import type { JsonObject } from '../../../json.ts';
import { demand } from '../../api/access.ts';
import { notFound } from '../../refusals.ts';
import { kindNamed } from '../../schema/kinds.ts';
import { findObject, listNamed } from '../../store.ts';
import type { Cluster } from '../../store.ts';
import { selects } from '../../api/selectors.ts';
import { flagOf, refusalOf, userOf, variableOf, wordsOf } from '../seats.ts';
import type { Seat } from '../seats.ts';
import { holds } from '../views.ts';
import type { Pod } from '../views.ts';

/** The image of the controller of Argo Workflows. */
export const WORKFLOWS_IMAGE = /(^|\/)workflow-controller(:|@|$)/;

/** The keys of its ConfigMap. It reads them strictly: any other is an error. */
const KEYS = new Set(
  `nodeEvents workflowEvents executor mainContainer kubeConfig artifactRepository namespace instanceID
   metricsConfig telemetryConfig parallelism namespaceParallelism resourceRateLimit persistence links columns
   workflowDefaults podSpecLogStrategy podGCGracePeriodSeconds podGCDeleteDelayDuration workflowRestrictions
   initialDelay images retentionPolicy navColor sso synchronization artifactDrivers failedPodRestart
   disableAgentPodCreation initlessPod`.split(/\s+/),
);

const fatal = (message: string, error: string): string =>
  `level=error msg=${JSON.stringify(message)} error=${JSON.stringify(error)}`;

/** Whether a container is the controller of Argo Workflows. */
export function isWorkflowController({ container }: Seat): boolean {
  return WORKFLOWS_IMAGE.test(container.image);
}

/** The text that the controller makes of its ConfigMap: one key `config`, or every key with its text below it. */
function textOfMap(data: JsonObject): string {
  if (data['config'] !== undefined) return textOf(data['config']);
  const below = (text: string): string => text.replace(/^\n+|\n+$/g, '').replaceAll('\n', '\n  ');
  return Object.entries(data)
    .map(([name, value]) => [name, textOf(value)] as const)
    .map(([name, text]) => (text.includes('\n') ? `${name}:\n  ${below(text)}` : `${name}: ${text}`))
    .join('\n');
}

/** What the controller read; or the words with which it failed to. */
export function workflowsConfig(cluster: Cluster, seat: Seat): JsonObject | string {
  const { namespace } = seat.pod.metadata;
  const name = flagOf(wordsOf(seat), 'configmap') ?? 'workflow-controller-configmap';
  const kind = kindNamed('ConfigMap');
  const map = findObject(cluster.state, kind, namespace, name);
  const refused = refusalOf(() => {
    demand(cluster, userOf(seat), kind, { verb: 'get', namespace, name });
    if (map === undefined) throw notFound(kind, name);
  });
  if (refused !== undefined) return refused;
  const data = objectOf(map?.['data']);
  if (data['config'] !== undefined && Object.keys(data).length !== 1) {
    return "if you have an item in your config map named 'config', you must only have one item";
  }
  try {
    const parsed: unknown = parse(textOfMap(data));
    const config = isObject(parsed) ? parsed : {};
    const unknown = Object.keys(config).find((key) => !KEYS.has(key));
    if (unknown === undefined) return config;
    return `error unmarshaling JSON: while decoding JSON: json: unknown field "${unknown}"`;
  } catch (error) {
    return `error converting YAML to JSON: yaml: ${error instanceof Error ? error.message : 'bad'}`;
  }
}

/** Why the database of archived workflows cannot be reached, as far as it is one of this cluster. */
function databaseFailure({ state }: Cluster, { pod }: Seat, config: JsonObject): string | undefined {
  const { namespace } = pod.metadata;
  const database = dig(config, 'persistence.postgresql') ?? dig(config, 'persistence.mysql');
  if (!isObject(database)) return undefined;
  for (const key of ['userNameSecret', 'passwordSecret']) {
    const name = textOf(dig(database, `${key}.name`));
    const secret = findObject(state, kindNamed('Secret'), namespace, name);
    if (secret === undefined) return `secrets "${name}" not found`;
  }
  const [name = '', home = namespace, ...rest] = textOf(database['host']).split('.');
  const isOutside = rest.length > 0 && rest[0] !== 'svc';
  if (isOutside) return undefined;
  const service = findObject(state, kindNamed('Service'), home, name);
  if (service === undefined) return `dial tcp: lookup ${textOf(database['host'])}: no such host`;
  const selector = { matchLabels: dig(service, 'spec.selector') };
  const isThere = listNamed<Pod>(state, 'Pod', home).some(
    ({ metadata, status }) => selects(selector, metadata.labels ?? {}) && holds(status.conditions, 'Ready'),
  );
  return isThere ? undefined : `dial tcp ${name}:${Number(database['port'])}: connect: connection refused`;
}

/** What the controller of Argo Workflows says when it ends right after its start; undefined when it goes on. */
export function workflowStartFailure(cluster: Cluster, seat: Seat): string | undefined {
  const config = workflowsConfig(cluster, seat);
  if (typeof config === 'string') return fatal('Failed to register watch for controller config map', config);
  const unreachable = databaseFailure(cluster, seat, config);
  if (unreachable !== undefined) return fatal('Failed to update config', unreachable);
  const isAlone = variableOf(seat, 'LEADER_ELECTION_DISABLE') === 'true';
  return isAlone || variableOf(seat, 'LEADER_ELECTION_IDENTITY') !== undefined
    ? undefined
    : fatal('LEADER_ELECTION_IDENTITY must be set', 'the workflow controllers cannot elect a leader');
}
