import type { KubeObject } from '../gateways/ports.ts';
import { Problem, type ProblemCode } from '../problems/problem.ts';
import { failingContainer, type Evidence, type PodEvidence } from './evidence.ts';
import { fieldsAt, listAt, numberOf, textOf, timeOf, type Fields } from './objects.ts';

/** Why a workload does not come up, in one line, with what helps. */
export interface Trouble {
  /** `pending`: it may still come right by itself. */
  readonly is: 'pending' | 'broken';
  readonly code: ProblemCode;
  readonly because: string;
  readonly details: readonly string[];
  readonly advice: readonly string[];
}

/** Node registration, a registry's hiccup and a secret that comes a moment later are over within this. */
const GRACE_MS = 45_000;
const RESTARTS = 3;
const HOPELESS = new Set(['InvalidImageName', 'ErrImageNeverPull']);
const IMAGE = new Set(['ErrImagePull', 'ImagePullBackOff', 'RegistryUnavailable', ...HOPELESS]);
const CONFIG = new Set(['CreateContainerConfigError', 'CreateContainerError', 'RunContainerError']);

/** The gravest trouble among the pods of a workload. */
export function troubleOf({ pods }: Evidence, now: number): Trouble | undefined {
  const troubles = pods.flatMap((evidence) => podTrouble(evidence, now) ?? []);
  return troubles.find(({ is }) => is === 'broken') ?? troubles[0];
}

/** A definition whose names another one has: Kubernetes serves the elder and never this one. */
export function definitionTrouble(object: KubeObject): Trouble | undefined {
  const conditions = listAt(object, 'status', 'conditions');
  const names = conditions.find(({ type }) => type === 'NamesAccepted');
  if (object.kind !== 'CustomResourceDefinition' || names?.['status'] !== 'False') return undefined;
  const said = textOf(names['message']);
  return {
    is: 'broken',
    code: 'kubernetes.refused',
    because: `${object.metadata.name}: its names are taken by another definition${said === '' ? '' : ` (${said})`}`,
    details: [],
    advice: [
      `kubectl get customresourcedefinitions | grep ${textOf(fieldsAt(object, 'spec')['group'])}    shows which one has them`,
      'Remove the other definition if nothing uses it, and say the same command again',
      'metaflow-azure up --argo none    does without this kind',
    ],
  };
}

/** A trouble as what a person reads at the end. */
export function problemOf(title: string, { code, because, details, advice }: Trouble): Problem {
  return new Problem(code, [`${title}: ${because}`, ...details].join('\n'), { advice });
}

function podTrouble(evidence: PodEvidence, now: number): Trouble | undefined {
  const { pod } = evidence;
  const old = now - timeOf(pod.metadata.creationTimestamp, now) > GRACE_MS;
  const container = failingContainer(pod);
  if (container === undefined) return unscheduled(evidence, old);
  const { reason, message } = fieldsAt(container, 'state', 'waiting');
  const waiting = textOf(reason);
  if (IMAGE.has(waiting)) return imageTrouble(evidence, container, old || HOPELESS.has(waiting));
  if (CONFIG.has(waiting)) {
    const because = `${pod.metadata.name} cannot start: ${textOf(message) || waiting}`;
    return trouble(evidence, {
      broken: old,
      code: 'kubernetes.pod-config',
      because,
      advice: [describe(pod)],
    });
  }
  return crashTrouble(evidence, container) ?? unready(evidence, container);
}

function unscheduled(evidence: PodEvidence, old: boolean): Trouble | undefined {
  const { pod } = evidence;
  const scheduled = listAt(pod, 'status', 'conditions').find(({ type }) => type === 'PodScheduled');
  if (scheduled?.['status'] !== 'False') return undefined;
  const because = `no node has room for ${pod.metadata.name}: ${textOf(scheduled['message'])}`;
  const advice = [
    'kubectl get nodes    shows whether nodes are missing or not ready',
    'metaflow-azure up --size standard    has room for everything',
  ];
  // The scheduler's warning says the same once more.
  return trouble(
    { ...evidence, warnings: [] },
    { broken: old, code: 'kubernetes.unschedulable', because, advice },
  );
}

function imageTrouble(evidence: PodEvidence, container: Fields, broken: boolean): Trouble {
  const { pod, warnings } = evidence;
  const { reason, message } = fieldsAt(container, 'state', 'waiting');
  const image = textOf(container['image']) || imageOf(pod, container);
  const because = `the image ${image} cannot be pulled (${textOf(reason)})`;
  const seen = warnings.length > 0 ? warnings : [textOf(message)];
  const advice = [
    'Check the name: --metadata-image and --ui-image, or the configuration file',
    'Check that nodes may reach the registry: outbound rules, private registries, rate limits',
    describe(pod),
  ];
  return trouble(
    { ...evidence, warnings: seen },
    { broken, code: 'kubernetes.image-not-pulled', because, advice },
  );
}

function crashTrouble(evidence: PodEvidence, container: Fields): Trouble | undefined {
  const { pod, log } = evidence;
  const restarts = numberOf(container['restartCount']);
  const ended = [
    fieldsAt(container, 'state', 'terminated'),
    fieldsAt(container, 'lastState', 'terminated'),
  ].find((state) => Object.keys(state).length > 0);
  const looping = fieldsAt(container, 'state', 'waiting')['reason'] === 'CrashLoopBackOff';
  if (ended === undefined && !looping) return undefined;
  const how =
    ended?.['reason'] === 'OOMKilled' ? 'out of memory' : `exit code ${numberOf(ended?.['exitCode'])}`;
  const times = restarts === 0 ? 'ended' : `ended ${restarts + (looping ? 0 : 1)} times`;
  const last = log.at(-1);
  const because = `${pod.metadata.name} ${times} (${how})${last === undefined ? '' : `: ${last.trim()}`}`;
  const previous = looping ? ' --previous' : '';
  const advice = `kubectl --namespace ${pod.metadata.namespace ?? ''} logs ${pod.metadata.name} --container ${textOf(container['name'])}${previous}`;
  const broken = looping && restarts >= RESTARTS;
  return trouble(evidence, { broken, code: 'kubernetes.pod-crashing', because, advice: [advice] });
}

/** It does not start, or runs and does not answer its probe: for the rollout's deadline to judge. */
function unready(evidence: PodEvidence, container: Fields): Trouble | undefined {
  const { pod, warnings } = evidence;
  const seen = warnings.at(-1);
  if (seen === undefined) return undefined;
  const runs = fieldsAt(container, 'state')['running'] !== undefined;
  const because = `${pod.metadata.name} ${runs ? 'runs and is not ready' : 'does not start'}: ${seen}`;
  const code = 'kubernetes.pod-not-ready';
  return trouble(evidence, { broken: false, code, because, advice: [describe(pod)] });
}

function trouble(
  { warnings, log }: PodEvidence,
  { broken, ...said }: Pick<Trouble, 'code' | 'because' | 'advice'> & { readonly broken: boolean },
): Trouble {
  const seen = warnings.filter((text) => text !== '').slice(-3);
  return { ...said, is: broken ? 'broken' : 'pending', details: [...seen, ...log] };
}

const describe = ({ metadata }: KubeObject): string =>
  `kubectl --namespace ${metadata.namespace ?? ''} describe pod ${metadata.name}`;

const imageOf = (pod: KubeObject, container: Fields): string =>
  textOf(
    [...listAt(pod, 'spec', 'initContainers'), ...listAt(pod, 'spec', 'containers')].find(
      ({ name }) => name === container['name'],
    )?.['image'],
  );
