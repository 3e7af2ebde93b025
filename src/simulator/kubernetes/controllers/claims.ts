import { dig, textOf } from '../../json.ts';
import { drawMs, durations } from '../durations.ts';
import { kindNamed } from '../schema/kinds.ts';
import { changeObject, eraseObject, findObject, insertObject, listNamed } from '../store.ts';
import type { Cluster } from '../store.ts';
import type { KubeObject } from '../world.ts';
import { recordEvent } from './events.ts';
import { claimsOf } from './fit.ts';
import type { Pod } from './views.ts';

function isWanted({ state }: Cluster, claim: KubeObject, storage: KubeObject): boolean {
  if (storage['volumeBindingMode'] !== 'WaitForFirstConsumer') return true;
  const { name, namespace } = claim.metadata;
  return listNamed<Pod>(state, 'Pod', namespace).some(
    ({ spec }) => spec.nodeName !== undefined && claimsOf(spec).includes(name),
  );
}

function bind(cluster: Cluster, claim: KubeObject): void {
  const { uid = '', name, namespace = '' } = claim.metadata;
  const volumeName = `pvc-${uid}`;
  const accessModes = dig(claim, 'spec.accessModes');
  const capacity = { storage: dig(claim, 'spec.resources.requests.storage') };
  insertObject(cluster, kindNamed('PersistentVolume'), {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: volumeName },
    spec: {
      accessModes,
      capacity,
      claimRef: { kind: 'PersistentVolumeClaim', apiVersion: 'v1', name, namespace, uid },
      persistentVolumeReclaimPolicy: 'Delete',
      volumeMode: 'Filesystem',
      storageClassName: dig(claim, 'spec.storageClassName'),
    },
    status: { phase: 'Bound' },
  });
  changeObject(cluster, claim, (draft) => {
    draft['spec'] = { ...(draft['spec'] as object), volumeName };
    draft['status'] = { phase: 'Bound', accessModes, capacity };
  });
}

function playClaim(cluster: Cluster, claim: KubeObject): number | undefined {
  if (dig(claim, 'status.phase') === 'Bound') return undefined;
  const className = textOf(dig(claim, 'spec.storageClassName'));
  const storage = findObject(cluster.state, kindNamed('StorageClass'), undefined, className);
  const uid = claim.metadata.uid ?? '';
  if (storage === undefined) {
    const plan = cluster.state.plans[uid];
    if (plan === undefined) {
      const why = `storageclass.storage.k8s.io "${className}" not found`;
      recordEvent(cluster, claim, 'Warning', ['ProvisioningFailed', why]);
      cluster.state.plans[uid] = { told: true };
    }
    return undefined;
  }
  if (!isWanted(cluster, claim, storage)) return undefined;
  const plan = (cluster.state.plans[uid] ??= {});
  plan['at'] ??= cluster.now + drawMs(cluster.surroundings, durations.volumeBinding);
  const at = Number(plan['at']);
  if (at > cluster.now) return at;
  bind(cluster, claim);
  return undefined;
}

const IN_USE = 'kubernetes.io/pvc-protection';
const BOUND = 'kubernetes.io/pv-protection';

/** Takes the finalizer from what is to go, and the object with its last one. */
function release(cluster: Cluster, object: KubeObject, finalizer: string): void {
  const kind = kindNamed(object.kind);
  const left = (object.metadata.finalizers ?? []).filter((name) => name !== finalizer);
  if (left.length === 0) eraseObject(cluster, kind, object);
  else changeObject(cluster, object, (draft) => void (draft.metadata.finalizers = left));
}

/** Lets go what nobody uses any more: claims without pods, volumes without claims. */
function releaseUnused(cluster: Cluster): void {
  const isGoing = ({ metadata }: KubeObject, finalizer: string): boolean =>
    metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(finalizer);
  for (const claim of listNamed(cluster.state, 'PersistentVolumeClaim')) {
    if (!isGoing(claim, IN_USE)) continue;
    const { name, namespace } = claim.metadata;
    const pods = listNamed<Pod>(cluster.state, 'Pod', namespace).filter(
      ({ status }) => status.phase !== 'Succeeded' && status.phase !== 'Failed',
    );
    if (!pods.some(({ spec }) => claimsOf(spec).includes(name))) release(cluster, claim, IN_USE);
  }
  for (const volume of listNamed(cluster.state, 'PersistentVolume')) {
    if (isGoing(volume, BOUND) && dig(volume, 'status.phase') !== 'Bound') release(cluster, volume, BOUND);
  }
}

/** Binds claims to new volumes once their class exists and, where it waits for one, a pod uses them; lets go what is unused. */
export function playClaims(cluster: Cluster): number | undefined {
  releaseUnused(cluster);
  const kind = kindNamed('PersistentVolume');
  const claims = listNamed(cluster.state, 'PersistentVolumeClaim');
  const alive = new Set(claims.map(({ metadata }) => metadata.uid));
  for (const volume of listNamed(cluster.state, 'PersistentVolume')) {
    const uid = dig(volume, 'spec.claimRef.uid');
    if (typeof uid === 'string' && !alive.has(uid)) eraseObject(cluster, kind, volume);
    if (dig(volume, 'status.phase') === 'Pending') {
      changeObject(cluster, volume, (draft) => void (draft['status'] = { phase: 'Available' }));
    }
  }
  return Math.min(...claims.map((claim) => playClaim(cluster, claim) ?? Infinity));
}
