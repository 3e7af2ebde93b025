import { listOf, objectOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { kindNamed } from '../schema/kinds.ts';
import { findObject, listNamed, newSuffix } from '../store.ts';
import type { KubeObject } from '../world.ts';
import type { Call } from './call.ts';
import { isSame } from '../same.ts';

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const TOKEN_VOLUME = 'kube-api-access-';

const tokenVolume = (name: string): JsonObject => ({
  name,
  projected: {
    defaultMode: 420,
    sources: [
      { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
      { configMap: { items: [{ key: 'ca.crt', path: 'ca.crt' }], name: 'kube-root-ca.crt' } },
      {
        downwardAPI: {
          items: [{ fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' }, path: 'namespace' }],
        },
      },
    ],
  },
});

/** A pod's spec with the token of its account in every container that has nothing else in its place. */
function withToken(call: Call, spec: JsonObject, account: KubeObject | undefined): JsonObject {
  const wants = spec['automountServiceAccountToken'] ?? account?.['automountServiceAccountToken'] ?? true;
  if (wants !== true) return spec;
  const volumes = listOf(spec['volumes']).map(objectOf);
  const old = volumes.map(({ name }) => textOf(name)).find((name) => name.startsWith(TOKEN_VOLUME));
  const name = old ?? `${TOKEN_VOLUME}${newSuffix(call.cluster.surroundings)}`;
  let isNeeded = false;
  const lists = ['initContainers', 'containers'].flatMap((key) => {
    if (spec[key] === undefined) return [];
    const containers = listOf(spec[key]).map((item) => {
      const mounts = listOf(objectOf(item)['volumeMounts']);
      if (mounts.some((mount) => objectOf(mount)['mountPath'] === TOKEN_PATH)) return item;
      isNeeded = true;
      const mount = { mountPath: TOKEN_PATH, name, readOnly: true };
      return { ...objectOf(item), volumeMounts: [...mounts, mount] };
    });
    return [[key, containers] as const];
  });
  const added = isNeeded && old === undefined ? { volumes: [...volumes, tokenVolume(name)] } : {};
  return { ...spec, ...Object.fromEntries(lists), ...added };
}

const TOLERATED = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

/** How safe a pod is from eviction, by what its containers ask for. */
function qualityOf(spec: JsonObject): string {
  const all = [...listOf(spec['containers']), ...listOf(spec['initContainers'])].map((item) => {
    const { requests, limits } = objectOf(objectOf(item)['resources']);
    return { requests: objectOf(requests), limits: objectOf(limits) };
  });
  const names = ['cpu', 'memory'];
  if (
    all.every(({ requests, limits }) => names.every((name) => (requests[name] ?? limits[name]) === undefined))
  )
    return 'BestEffort';
  const isFull = all.every(({ requests, limits }) =>
    names.every((name) => limits[name] !== undefined && isSame(requests[name], limits[name])),
  );
  return isFull ? 'Guaranteed' : 'Burstable';
}

/** A new pod with what admission gives it: its account and the account's token, priority, tolerations. */
export function newPod(call: Call, object: KubeObject): KubeObject {
  const spec = objectOf(object['spec']);
  const account = textOf(spec['serviceAccountName']) || 'default';
  const given = listOf(spec['tolerations']);
  const missing = TOLERATED.filter((key) => !given.some((item) => objectOf(item)['key'] === key));
  const classes = listNamed(call.cluster.state, 'PriorityClass');
  const priority =
    classes.find(({ metadata }) => metadata.name === spec['priorityClassName'])?.['value'] ?? 0;
  const found = findObject(call.cluster.state, kindNamed('ServiceAccount'), call.target.namespace, account);
  return {
    ...object,
    spec: {
      enableServiceLinks: true,
      preemptionPolicy: 'PreemptLowerPriority',
      priority,
      ...withToken(call, spec, found),
      serviceAccount: account,
      serviceAccountName: account,
      tolerations: [
        ...given,
        ...missing.map((key) => ({ effect: 'NoExecute', key, operator: 'Exists', tolerationSeconds: 300 })),
      ],
    },
    status: { phase: 'Pending', qosClass: qualityOf(spec) },
  };
}
