import { dig, listOf, objectOf, textOf } from '../../json.ts';
import { ApiRefusal } from '../refusals.ts';
import { kindNamed } from '../schema/kinds.ts';
import { findObject, listNamed } from '../store.ts';
import type { Cluster } from '../store.ts';
import type { User } from '../world.ts';
import { holds } from './views.ts';
import type { Container, Pod } from './views.ts';

/** A container of a pod, which may be a program that works on the cluster. */
export interface Seat {
  readonly pod: Pod;
  readonly container: Container;
}

/** The programs of an image that run and are ready: one that is pulled, crashes or goes does nothing. */
export function seatsOf({ state }: Cluster, image: RegExp): Seat[] {
  return listNamed<Pod>(state, 'Pod')
    .filter(({ metadata, status }) => {
      const isGoing = metadata.deletionTimestamp !== undefined;
      return !isGoing && status.phase === 'Running' && holds(status.conditions, 'Ready');
    })
    .flatMap((pod) => pod.spec.containers.map((container) => ({ pod, container })))
    .filter(({ container }) => image.test(container.image));
}

/** One program for each namespace: the lease by which replicas agree who works lies in their own. */
export function leadersOf(seats: readonly Seat[]): Seat[] {
  const homeOf = ({ pod }: Seat): string | undefined => pod.metadata.namespace;
  return seats.filter((seat, index) => seats.findIndex((other) => homeOf(other) === homeOf(seat)) === index);
}

/** The words with which a container is started, as far as its pod says them. */
export function wordsOf({ container: { command = [], args = [] } }: Seat): readonly string[] {
  return [...command, ...args];
}

/** The value of `--name=value`, `--name value` or a bare `--name`. */
export function flagOf(words: readonly string[], name: string): string | undefined {
  const at = words.findIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
  const word = words[at];
  if (word === undefined) return undefined;
  if (word.includes('=')) return word.slice(name.length + 3);
  const next = words[at + 1];
  return next === undefined || next.startsWith('-') ? 'true' : next;
}

/** A variable of the environment, where it is a plain text or a field of the pod's metadata. */
export function variableOf({ pod, container }: Seat, name: string): string | undefined {
  const entry = container.env?.find((candidate) => candidate.name === name);
  if (entry === undefined) return undefined;
  const path = textOf(dig(entry, 'valueFrom.fieldRef.fieldPath'));
  return path === '' ? textOf(dig(entry, 'value')) : textOf(dig(pod, path));
}

/** The text of a file in a folder that is a mounted ConfigMap. */
export function mountedText(
  cluster: Cluster,
  { pod, container }: Seat,
  folder: string,
  file: string,
): string | undefined {
  const mount = listOf(container['volumeMounts']).find((item) => dig(item, 'mountPath') === folder);
  const volume = listOf(pod.spec.volumes).find((item) => dig(item, 'name') === dig(mount, 'name'));
  const name = textOf(dig(volume, 'configMap.name'));
  const item = listOf(dig(volume, 'configMap.items')).find((candidate) => dig(candidate, 'path') === file);
  const key = item === undefined ? file : textOf(dig(item, 'key'));
  const map = findObject(cluster.state, kindNamed('ConfigMap'), pod.metadata.namespace, name);
  const text = objectOf(map?.['data'])[key];
  return typeof text === 'string' ? text : undefined;
}

/** Whose rights a program has. */
export function userOf({ pod }: Seat): User {
  const namespace = pod.metadata.namespace ?? '';
  const account = textOf(pod.spec['serviceAccountName']) || 'default';
  return {
    name: `system:serviceaccount:${namespace}:${account}`,
    groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
  };
}

/** Why the API server refused something, or undefined when it did not. */
export function refusalOf(act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof ApiRefusal) return error.message;
    throw error;
  }
}
