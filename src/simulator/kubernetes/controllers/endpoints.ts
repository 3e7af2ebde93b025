import { dig, isObject, listOf, objectOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { selects } from '../api/selectors.ts';
import { kindNamed } from '../schema/kinds.ts';
import { changeObject, findObject, insertObject, listNamed, newSuffix, ownedBy, ownerOf } from '../store.ts';
import type { Cluster } from '../store.ts';
import type { KubeObject } from '../world.ts';
import { holds } from './views.ts';
import type { Pod } from './views.ts';

interface Backend {
  readonly pod: Pod;
  readonly isReady: boolean;
}

function portOf(pod: Pod, port: JsonObject): number | undefined {
  const target = port['targetPort'];
  if (typeof target === 'number') return target;
  const ports = pod.spec.containers.flatMap((container) => listOf(container['ports']));
  const named = ports.find((candidate) => dig(candidate, 'name') === target);
  return named === undefined ? undefined : Number(dig(named, 'containerPort'));
}

function backendsOf({ state }: Cluster, service: KubeObject): Backend[] {
  const selector = dig(service, 'spec.selector');
  return listNamed<Pod>(state, 'Pod', service.metadata.namespace)
    .filter(({ metadata, status }) => {
      const isOver = status.phase === 'Succeeded' || status.phase === 'Failed';
      const isChosen = selects({ matchLabels: selector }, metadata.labels ?? {});
      return isChosen && !isOver && status.podIP !== undefined && metadata.deletionTimestamp === undefined;
    })
    .map((pod) => ({
      pod,
      isReady:
        holds(pod.status.conditions, 'Ready') || dig(service, 'spec.publishNotReadyAddresses') === true,
    }));
}

function portsOf(service: KubeObject, backends: readonly Backend[]): JsonObject[] {
  const [first] = backends;
  if (first === undefined) return [];
  return listOf(dig(service, 'spec.ports'))
    .map(objectOf)
    .flatMap((port) => {
      const number = portOf(first.pod, port);
      if (number === undefined) return [];
      const name = textOf(port['name']);
      return [{ ...(name === '' ? {} : { name }), port: number, protocol: port['protocol'] }];
    });
}

function addressOf({ pod }: Backend): JsonObject {
  const { name, namespace, uid } = pod.metadata;
  return {
    ip: pod.status.podIP,
    nodeName: pod.spec.nodeName,
    targetRef: { kind: 'Pod', name, namespace, uid },
  };
}

function subsetsOf(service: KubeObject, backends: readonly Backend[]): JsonObject[] {
  if (backends.length === 0) return [];
  const ready = backends.filter(({ isReady }) => isReady).map(addressOf);
  const others = backends.filter(({ isReady }) => !isReady).map(addressOf);
  return [
    {
      ...(ready.length === 0 ? {} : { addresses: ready }),
      ...(others.length === 0 ? {} : { notReadyAddresses: others }),
      ports: portsOf(service, backends),
    },
  ];
}

function writeEndpoints(cluster: Cluster, service: KubeObject, backends: readonly Backend[]): void {
  const kind = kindNamed('Endpoints');
  const { name, namespace = '', labels } = service.metadata;
  const subsets = subsetsOf(service, backends);
  const live = findObject(cluster.state, kind, namespace, name);
  if (live === undefined) {
    const metadata = {
      name,
      namespace,
      ownerReferences: [ownerOf(service)],
      ...(labels === undefined ? {} : { labels }),
    };
    insertObject(cluster, kind, { apiVersion: 'v1', kind: 'Endpoints', metadata, subsets });
    return;
  }
  changeObject(cluster, live, (draft) => {
    draft['subsets'] = subsets;
  });
}

function writeSlice(cluster: Cluster, service: KubeObject, backends: readonly Backend[]): void {
  const { name, namespace = '' } = service.metadata;
  const content = {
    endpoints: backends.map(({ pod, isReady }) => ({
      addresses: [pod.status.podIP],
      conditions: { ready: isReady, serving: isReady, terminating: false },
      nodeName: pod.spec.nodeName,
      targetRef: { kind: 'Pod', name: pod.metadata.name, namespace, uid: pod.metadata.uid },
    })),
    ports: portsOf(service, backends),
  };
  const [live] = ownedBy<KubeObject>(cluster.state, 'EndpointSlice', service);
  if (live !== undefined) {
    changeObject(cluster, live, (draft) => void Object.assign(draft, content));
    return;
  }
  insertObject(cluster, kindNamed('EndpointSlice'), {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name: `${name}-${newSuffix(cluster.surroundings)}`,
      namespace,
      labels: {
        'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
        'kubernetes.io/service-name': name,
      },
      ownerReferences: [ownerOf(service)],
    },
    addressType: 'IPv4',
    ...content,
  });
}

/** Lists behind every Service with a selector the pods that it chooses, ready or not. */
export function playEndpoints(cluster: Cluster): number | undefined {
  for (const service of listNamed(cluster.state, 'Service')) {
    if (!isObject(dig(service, 'spec.selector')) || service.metadata.deletionTimestamp !== undefined)
      continue;
    const backends = backendsOf(cluster, service);
    writeEndpoints(cluster, service, backends);
    writeSlice(cluster, service, backends);
  }
  return undefined;
}
