import type { JsonObject } from '../../json.ts';
import { isReview, apiVersionOf } from '../schema/kinds.ts';
import type { Kind } from '../schema/kinds.ts';
import { kindsOf } from '../store.ts';
import type { ClusterState } from '../world.ts';
import type { Answer } from './call.ts';
import { describeApi } from './open-api.ts';

const VERBS = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
/** What `kubectl get all` shows. */
const ALL = new Set([
  'Pod',
  'Service',
  'Deployment',
  'ReplicaSet',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'HorizontalPodAutoscaler',
]);
const SUBRESOURCE_KINDS: Readonly<Record<string, string>> = {
  scale: 'Scale',
  token: 'TokenRequest',
  eviction: 'Eviction',
};

const SUBRESOURCE_VERBS: Readonly<Record<string, readonly string[]>> = {
  token: ['create'],
  eviction: ['create'],
  log: ['get'],
};
const SUBRESOURCE_GROUPS: Readonly<Record<string, string>> = {
  scale: 'autoscaling',
  token: 'authentication.k8s.io',
  eviction: 'policy',
};

function verbsOf(kind: Kind): readonly string[] {
  if (isReview(kind)) return ['create'];
  // The order of the servers that answer.
  if (kind.custom) return VERBS.filter((verb) => verb !== 'create').toSpliced(5, 0, 'create');
  return kind.kind === 'Namespace' ? VERBS.filter((verb) => verb !== 'deletecollection') : VERBS;
}

function resourcesOf(kind: Kind): JsonObject[] {
  const { plural: name, singular: singularName, namespaced, kind: type, shortNames } = kind;
  const verbs = verbsOf(kind);
  const short = shortNames.length === 0 ? {} : { shortNames };
  const own = {
    name,
    singularName,
    namespaced,
    kind: type,
    verbs,
    ...short,
    ...(ALL.has(type) && !kind.custom ? { categories: ['all'] } : {}),
  };
  const below = kind.subresources.map((subresource) => ({
    name: `${name}/${subresource}`,
    singularName: '',
    namespaced,
    ...(SUBRESOURCE_GROUPS[subresource] === undefined
      ? {}
      : { group: SUBRESOURCE_GROUPS[subresource], version: 'v1' }),
    kind: SUBRESOURCE_KINDS[subresource] ?? type,
    verbs: SUBRESOURCE_VERBS[subresource] ?? ['get', 'patch', 'update'],
  }));
  return [own, ...below];
}

function groupOf(group: string, kinds: readonly Kind[]): JsonObject {
  const names = kinds.filter((kind) => kind.group === group).map(apiVersionOf);
  const versions = [...new Set(names)].map((groupVersion) => ({
    groupVersion,
    version: groupVersion.split('/')[1],
  }));
  return { name: group, versions, preferredVersion: versions[0] };
}

const ok = (body: JsonObject | string): Answer => ({ status: 200, body });

/** Answers about the API itself: groups, resources, version, health. Undefined for every other path. */
export function discover(state: ClusterState, path: string): Answer | undefined {
  const kinds = kindsOf(state);
  const groups = [...new Set(kinds.map(({ group }) => group))].filter((group) => group !== '');
  const at = path.replace(/\/$/, '');
  if (['/readyz', '/livez', '/healthz'].includes(at)) return ok('ok');
  if (at === '/version') {
    const [major = '1', minor = '0'] = state.version.split('.');
    const gitVersion = `v${state.version.split('.').length > 2 ? state.version : `${state.version}.0`}`;
    return ok({ major, minor, gitVersion, gitTreeState: 'clean', platform: 'linux/amd64' });
  }
  if (at === '/api') {
    const addresses = [{ clientCIDR: '0.0.0.0/0', serverAddress: `${state.fqdn}:443` }];
    return ok({ kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: addresses });
  }
  if (at === '/apis') {
    return ok({
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: groups.map((group) => groupOf(group, kinds)),
    });
  }
  const group = /^\/apis\/([^/]+)$/.exec(at)?.[1];
  if (group !== undefined && groups.includes(group)) {
    return ok({ kind: 'APIGroup', apiVersion: 'v1', ...groupOf(group, kinds) });
  }
  const described = describeApi(kinds, at);
  if (described !== undefined) return described;
  const version = /^\/(?:api|apis)\/(v1|[^/]+\/[^/]+)$/.exec(at)?.[1];
  const served = kinds.filter((kind) => apiVersionOf(kind) === version);
  if (version === undefined || served.length === 0) return undefined;
  const resources = served.flatMap(resourcesOf);
  return ok({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion: version, resources });
}
