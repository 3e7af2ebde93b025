import { dig, listOf, objectOf, textOf } from '../../json.ts';
import type { KubeObject } from '../world.ts';
import type { Row, Rows } from './rows.ts';
import { ageOf, countAt, modesText, orNone, plainText } from './texts.ts';
import type { Cell } from './texts.ts';

function nodeStatus(node: object): string {
  const ready = listOf(dig(node, 'status.conditions')).find((item) => dig(item, 'type') === 'Ready');
  const state = ready === undefined ? 'Unknown' : dig(ready, 'status') === 'True' ? 'Ready' : 'NotReady';
  return dig(node, 'spec.unschedulable') === true ? `${state},SchedulingDisabled` : state;
}

const ROLE = 'node-role.kubernetes.io/';

function nodeRoles({ metadata }: KubeObject): string {
  const roles = Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key === 'kubernetes.io/role') return value === '' ? [] : [value];
    return key.startsWith(ROLE) && key !== ROLE ? [key.slice(ROLE.length)] : [];
  });
  return [...new Set(roles)].toSorted().join(',') || '<none>';
}

function nodeAddress(node: object, type: string): string {
  const found = listOf(dig(node, 'status.addresses')).find((item) => dig(item, 'type') === type);
  return orNone(dig(found, 'address'));
}

function nodeCells(node: KubeObject, age: string): Cell[] {
  const info = objectOf(dig(node, 'status.nodeInfo'));
  const machine = textOf(info['architecture']) === '' ? '' : ` (${textOf(info['architecture'])})`;
  return [
    nodeStatus(node),
    nodeRoles(node),
    age,
    textOf(info['kubeletVersion']),
    nodeAddress(node, 'InternalIP'),
    nodeAddress(node, 'ExternalIP'),
    orNone(info['osImage'], '<unknown>'),
    `${orNone(info['kernelVersion'], '<unknown>')}${machine}`,
    orNone(info['containerRuntimeVersion'], '<unknown>'),
  ];
}

/** The name comes last, as people look for what happened. */
function eventCells(event: KubeObject, _age: string, now: number): Cell[] {
  const first = ageOf(event['firstTimestamp'] ?? event['eventTime'], now);
  const { kind, name, fieldPath } = objectOf(event['involvedObject']);
  const about = textOf(kind).toLowerCase();
  const source = orNone(dig(event, 'source.component'), textOf(event['reportingComponent']));
  const instance = orNone(dig(event, 'source.host'), textOf(event['reportingInstance']));
  const series = dig(event, 'series.lastObservedTime');
  const last = event['lastTimestamp'] === undefined ? first : ageOf(event['lastTimestamp'], now);
  return [
    series === undefined ? last : ageOf(series, now),
    textOf(event['type']),
    textOf(event['reason']),
    textOf(name) === '' ? about : `${about}/${textOf(name)}`,
    textOf(fieldPath),
    instance === '' ? source : `${source}, ${instance}`,
    textOf(event['message']).trim(),
    first,
    countAt(event, series === undefined ? 'count' : 'series.count') || 1,
    event.metadata.name,
  ];
}

/** Columns of events: nothing is said of the name before them. */
export const eventRow: Row = {
  columns: 'Last Seen,Type,Reason,Object,+Subobject,+Source,Message,+First Seen,+Count,+Name',
  cells: eventCells,
};

const phaseOf = (object: KubeObject): string =>
  object.metadata.deletionTimestamp === undefined ? textOf(dig(object, 'status.phase')) : 'Terminating';

function claimCells(claim: KubeObject, age: string): Cell[] {
  const volume = textOf(dig(claim, 'spec.volumeName'));
  return [
    phaseOf(claim),
    volume,
    volume === '' ? '' : orNone(dig(claim, 'status.capacity.storage'), '0'),
    volume === '' ? '' : modesText(dig(claim, 'status.accessModes')),
    textOf(dig(claim, 'spec.storageClassName')),
    orNone(dig(claim, 'spec.volumeAttributesClassName'), '<unset>'),
    age,
    orNone(dig(claim, 'spec.volumeMode'), '<unset>'),
  ];
}

function volumeCells(volume: KubeObject, age: string): Cell[] {
  const { namespace, name } = objectOf(dig(volume, 'spec.claimRef'));
  return [
    orNone(dig(volume, 'spec.capacity.storage'), '0'),
    modesText(dig(volume, 'spec.accessModes')),
    textOf(dig(volume, 'spec.persistentVolumeReclaimPolicy')),
    phaseOf(volume),
    name === undefined ? '' : `${textOf(namespace)}/${textOf(name)}`,
    textOf(dig(volume, 'spec.storageClassName')),
    orNone(dig(volume, 'spec.volumeAttributesClassName'), '<unset>'),
    textOf(dig(volume, 'status.reason')),
    age,
    orNone(dig(volume, 'spec.volumeMode'), '<unset>'),
  ];
}

function bindingCells(binding: KubeObject, age: string): Cell[] {
  const subjects = listOf(binding['subjects']).map(objectOf);
  const named = (kind: string): string =>
    subjects
      .filter((subject) => subject['kind'] === kind)
      .map(({ name, namespace }) =>
        kind === 'ServiceAccount' ? `${textOf(namespace)}/${textOf(name)}` : textOf(name),
      )
      .join(', ');
  const { kind, name } = objectOf(binding['roleRef']);
  return [`${textOf(kind)}/${textOf(name)}`, age, ...['User', 'Group', 'ServiceAccount'].map(named)];
}

function quotaCells(quota: KubeObject, age: string): Cell[] {
  const used = objectOf(dig(quota, 'status.used'));
  const hard = Object.entries(objectOf(dig(quota, 'status.hard'))).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const texts = (isLimit: boolean): string =>
    hard
      .filter(([name]) => name.startsWith('limits.') === isLimit)
      .map(([name, most]) => `${name}: ${textOf(used[name]) || '0'}/${textOf(most)}`)
      .join(', ');
  return [texts(false), texts(true), age];
}

function metricText(metric: unknown): string {
  const { name, target } = objectOf(dig(metric, 'resource') ?? dig(metric, 'containerResource'));
  const { averageUtilization, averageValue } = objectOf(target);
  const wanted = averageUtilization === undefined ? textOf(averageValue) : `${Number(averageUtilization)}%`;
  return `${textOf(name)}: <unknown>/${wanted}`;
}

function scalerCells(scaler: KubeObject, age: string): Cell[] {
  const { kind, name } = objectOf(dig(scaler, 'spec.scaleTargetRef'));
  const metrics = listOf(dig(scaler, 'spec.metrics')).map(metricText);
  const least = dig(scaler, 'spec.minReplicas');
  const more = metrics.length > 2 ? ` + ${metrics.length - 2} more...` : '';
  return [
    `${textOf(kind)}/${textOf(name)}`,
    metrics.length === 0 ? '<none>' : `${metrics.slice(0, 2).join(', ')}${more}`,
    least === undefined ? '<unset>' : String(Number(least)),
    countAt(scaler, 'spec.maxReplicas'),
    countAt(scaler, 'status.currentReplicas'),
    age,
  ];
}

const boundText = (bound: unknown): string => (bound === undefined ? 'N/A' : plainText(bound));
const ofKeys = (object: unknown): number => Object.keys(objectOf(object)).length;
const binding: Row = { columns: 'Name,Role,Age,+Users,+Groups,+ServiceAccounts', cells: bindingCells };

/** Rows of everything else. */
export const otherRows: Rows = {
  Namespace: {
    columns: 'Name,Status,Age',
    cells: (object, age) => [textOf(dig(object, 'status.phase')), age],
  },
  Node: {
    columns:
      'Name,Status,Roles,Age,Version,+Internal-IP,+External-IP,+OS-Image,+Kernel-Version,+Container-Runtime',
    cells: nodeCells,
  },
  ConfigMap: {
    columns: 'Name,Data,Age',
    cells: ({ data, binaryData }, age) => [ofKeys(data) + ofKeys(binaryData), age],
  },
  Secret: {
    columns: 'Name,Type,Data,Age',
    cells: ({ type, data }, age) => [textOf(type), ofKeys(data), age],
  },
  ServiceAccount: { columns: 'Name,Age', cells: (_object, age) => [age] },
  PersistentVolumeClaim: {
    columns: 'Name,Status,Volume,Capacity,Access Modes,StorageClass,VolumeAttributesClass,Age,+VolumeMode',
    cells: claimCells,
  },
  PersistentVolume: {
    columns:
      'Name,Capacity,Access Modes,Reclaim Policy,Status,Claim,StorageClass,VolumeAttributesClass,Reason,Age,+VolumeMode',
    cells: volumeCells,
  },
  ResourceQuota: { columns: 'Name,Request,Limit,Age', cells: quotaCells },
  HorizontalPodAutoscaler: {
    columns: 'Name,Reference,Targets,MinPods,MaxPods,Replicas,Age',
    cells: scalerCells,
  },
  Lease: {
    columns: 'Name,Holder,Age',
    cells: (object, age) => [textOf(dig(object, 'spec.holderIdentity')), age],
  },
  PodDisruptionBudget: {
    columns: 'Name,Min Available,Max Unavailable,#Allowed Disruptions,Age',
    cells: (object, age) => [
      boundText(dig(object, 'spec.minAvailable')),
      boundText(dig(object, 'spec.maxUnavailable')),
      countAt(object, 'status.disruptionsAllowed'),
      age,
    ],
  },
  RoleBinding: binding,
  ClusterRoleBinding: binding,
  PriorityClass: {
    columns: 'Name,#Value,?Global-Default,Age,PreemptionPolicy',
    cells: ({ value, globalDefault, preemptionPolicy }, age) => [
      Number(value),
      globalDefault === true,
      age,
      textOf(preemptionPolicy),
    ],
  },
  StorageClass: {
    columns: 'Name,Provisioner,ReclaimPolicy,VolumeBindingMode,AllowVolumeExpansion,Age',
    cells: ({ provisioner, reclaimPolicy, volumeBindingMode, allowVolumeExpansion }, age) => [
      textOf(provisioner),
      orNone(reclaimPolicy, 'Delete'),
      orNone(volumeBindingMode, 'Immediate'),
      allowVolumeExpansion === true,
      age,
    ],
  },
};
