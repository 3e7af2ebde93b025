import { dig, isObject, listOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { kindNamed } from '../schema/kinds.ts';
import { findObject } from '../store.ts';
import type { Cluster } from '../store.ts';
import { claimsOf } from './fit.ts';
import type { Container, Pod } from './views.ts';

type Source = 'Secret' | 'ConfigMap';

function missing(cluster: Cluster, namespace: string, kind: Source, ref: unknown): string | undefined {
  if (!isObject(ref) || ref['optional'] === true) return undefined;
  const name = textOf(ref['name'] ?? ref['secretName']);
  const found = findObject(cluster.state, kindNamed(kind), namespace, name);
  if (found === undefined) return `${kind.toLowerCase()} "${name}" not found`;
  const key = textOf(ref['key']);
  const has =
    key === '' || dig(found, 'data') === undefined
      ? key === ''
      : isObject(found['data']) && key in found['data'];
  return has ? undefined : `couldn't find key ${key} in ${kind} ${namespace}/${name}`;
}

function firstOf(found: readonly (string | undefined)[]): string | undefined {
  return found.find((text) => text !== undefined);
}

/** What a container's environment refers to and is not there. */
export function missingConfig(
  cluster: Cluster,
  pod: Pod,
  { env = [], envFrom = [] }: Container,
): string | undefined {
  const namespace = pod.metadata.namespace ?? '';
  return firstOf([
    ...envFrom.flatMap((source: JsonObject) => [
      missing(cluster, namespace, 'Secret', source['secretRef']),
      missing(cluster, namespace, 'ConfigMap', source['configMapRef']),
    ]),
    ...env.flatMap(({ valueFrom }) => [
      missing(cluster, namespace, 'Secret', valueFrom?.['secretKeyRef']),
      missing(cluster, namespace, 'ConfigMap', valueFrom?.['configMapKeyRef']),
    ]),
  ]);
}

/** The first of a pod's claims that has no volume yet. */
export function unboundClaim({ state }: Cluster, { metadata, spec }: Pod): string | undefined {
  return claimsOf(spec).find((name) => {
    const claim = findObject(state, kindNamed('PersistentVolumeClaim'), metadata.namespace, name);
    return dig(claim, 'status.phase') !== 'Bound';
  });
}

/** What a pod's volumes refer to and is not there, in the words of the kubelet. */
export function missingVolume(cluster: Cluster, pod: Pod): string | undefined {
  const namespace = pod.metadata.namespace ?? '';
  for (const volume of listOf(pod.spec.volumes)) {
    const sources = [volume, ...listOf(dig(volume, 'projected.sources'))];
    const why = firstOf(
      sources.flatMap((source) => [
        missing(cluster, namespace, 'Secret', dig(source, 'secret')),
        missing(cluster, namespace, 'ConfigMap', dig(source, 'configMap')),
      ]),
    );
    if (why !== undefined)
      return `MountVolume.SetUp failed for volume "${textOf(dig(volume, 'name'))}" : ${why}`;
  }
  return undefined;
}
