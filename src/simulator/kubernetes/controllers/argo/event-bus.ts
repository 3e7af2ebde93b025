import { stringify } from 'yaml';
import { dig, isObject, objectOf, textOf } from '../../../json.ts';
import type { JsonObject } from '../../../json.ts';
import { demand } from '../../api/access.ts';
import { labelTest } from '../../api/label-selectors.ts';
import { pem } from '../../pem.ts';
import { kindNamed } from '../../schema/kinds.ts';
import { findObject, listNamed, listObjects, newSuffix, ownerOf } from '../../store.ts';
import type { KubeObject } from '../../world.ts';
import { refusalOf } from '../seats.ts';
import { argoKind } from './common.ts';
import type { EventsKind, EventsWorker, Outcome } from './common.ts';
import { jetStreamConfig, jetStreamSet, labelsOf, PORTS } from './jet-stream.ts';
import { keep } from './keep.ts';
import { versionsOf } from './events-config.ts';
import { readYaml } from './yaml-text.ts';

const encode = (text: string): string => Buffer.from(text).toString('base64');

const metadataOf = (bus: KubeObject, suffix: string) => ({
  name: `eventbus-${bus.metadata.name}-js${suffix}`,
  namespace: bus.metadata.namespace ?? '',
  labels: labelsOf(bus),
  ownerReferences: [ownerOf(bus)],
});

function makeSecrets(worker: EventsWorker, bus: KubeObject): void {
  const { cluster, user } = worker;
  const kind = kindNamed('Secret');
  const { namespace } = bus.metadata;
  demand(cluster, user, kind, { verb: 'list', namespace });
  const letters = (length: number): string => newSuffix(cluster.surroundings, length);
  const [name, word] = [letters(8), letters(16)];
  const files = ['private-key', 'cert', 'ca-cert', 'cluster-private-key', 'cluster-cert', 'cluster-ca-cert'];
  const keyOrCertificate = (file: string): string => (file.endsWith('key') ? pem.key : pem.certificate);
  const server: JsonObject = {
    auth: `accounts: {"js": {"jetstream": true, "users": [{"user": "${name}", "pass": "${word}"}]}}`,
    encryption: letters(12),
    ...Object.fromEntries(files.map((file) => [file, keyOrCertificate(file)])),
  };
  const wanted: Readonly<Record<string, JsonObject>> = {
    '-server': server,
    '-client-auth': { 'client-auth': `username: ${name}\npassword: ${word}` },
  };
  for (const [suffix, texts] of Object.entries(wanted)) {
    const metadata = metadataOf(bus, suffix);
    if (findObject(cluster.state, kind, namespace, metadata.name) !== undefined) continue;
    const data = Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, encode(textOf(text))]));
    worker.create({ apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', data });
  }
}

function makeConfigMap(worker: EventsWorker, bus: KubeObject): void {
  const settings = textOf(dig(worker.config, 'eventBus.jetstream.settings'));
  const data = { 'nats-js': jetStreamConfig(bus, settings) };
  keep(worker, { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadataOf(bus, '-config'), data }, ['data']);
}

function makeService(worker: EventsWorker, bus: KubeObject): void {
  const spec = {
    ports: PORTS.map(([name, port]) => ({ name, port })),
    type: 'ClusterIP',
    clusterIP: 'None',
    publishNotReadyAddresses: true,
    selector: labelsOf(bus),
  };
  keep(worker, { apiVersion: 'v1', kind: 'Service', metadata: metadataOf(bus, '-svc'), spec }, ['spec']);
}

/** The version of the bus in the controller's configuration, or what is said when it is not there. */
function versionFor({ config }: EventsWorker, bus: KubeObject): JsonObject | string {
  const wanted = textOf(dig(bus, 'spec.jetstream.version'));
  const versions = versionsOf(config, 'jetstream').map(objectOf);
  const known = versions.map(({ version }) => textOf(version)).join(',');
  const found = versions.find(({ version }) => version === wanted);
  const why = `unsupported version "${wanted}", supported versions: "${known}"`;
  return found ?? `failed to get jetstream version, err: ${why}`;
}

function makeSet(worker: EventsWorker, bus: KubeObject): string | undefined {
  const version = versionFor(worker, bus);
  if (typeof version === 'string') return version;
  const { labels: own = {} } = bus.metadata;
  const metadata = metadataOf(bus, '');
  const set: KubeObject = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { ...metadata, labels: { ...own, ...metadata.labels } },
    spec: jetStreamSet(bus, version),
  };
  return refusalOf(() => keep(worker, set, ['spec']));
}

/** The settings of streams, the bus's own over everybody's: the controller's reader makes all keys lower-case. */
function streamConfig({ config }: EventsWorker, bus: KubeObject): string {
  const texts = [dig(config, 'eventBus.jetstream.streamConfig'), dig(bus, 'spec.jetstream.streamConfig')];
  const merged = texts.flatMap((text) => {
    const parsed = readYaml(textOf(text));
    return isObject(parsed) ? Object.entries(parsed) : [];
  });
  const lower = Object.fromEntries(merged.map(([key, value]) => [key.toLowerCase(), value]));
  return stringify(lower, { sortMapEntries: true });
}

function addressOf(worker: EventsWorker, bus: KubeObject): JsonObject {
  const { name, namespace = '' } = bus.metadata;
  return {
    jetstream: {
      url: `nats://eventbus-${name}-js-svc.${namespace}.svc:4222`,
      accessSecret: { name: `eventbus-${name}-js-client-auth`, key: 'client-auth' },
      streamConfig: streamConfig(worker, bus),
    },
  };
}

/** What is wrong with the spec of a bus. */
function mistakeIn(bus: KubeObject): string | undefined {
  const kinds = ['nats', 'jetstream', 'jetstreamExotic', 'kafka'];
  if (!kinds.some((key) => isObject(dig(bus, `spec.${key}`)))) {
    return 'invalid spec: either "nats", "jetstream", "jetstreamExotic", or "kafka" needs to be specified';
  }
  const jetstream = dig(bus, 'spec.jetstream');
  if (!isObject(jetstream)) return undefined;
  if (textOf(jetstream['version']) === '') {
    return 'invalid spec: a version for jetstream needs to be specified';
  }
  const replicas = Number(jetstream['replicas'] ?? 3);
  const isPair = replicas === 2 || replicas <= 0;
  return isPair ? 'invalid spec: a jetstream eventbus requires 1 replica or >= 3 replicas' : undefined;
}

function make(worker: EventsWorker, bus: KubeObject): Outcome {
  const mistake = mistakeIn(bus);
  if (mistake !== undefined) {
    const Configured = { status: 'False', reason: 'InvalidSpec', message: mistake } as const;
    return { conditions: { Configured, Deployed: { status: 'Unknown' } }, failed: true };
  }
  const Configured = { status: 'True' } as const;
  if (!isObject(dig(bus, 'spec.jetstream'))) {
    return { conditions: { Configured, Deployed: { status: 'Unknown' } } };
  }
  const steps: readonly (readonly [string, () => string | undefined])[] = [
    ['AuthSecrets', () => refusalOf(() => makeSecrets(worker, bus))],
    ['ConfigMap', () => refusalOf(() => makeConfigMap(worker, bus))],
    ['Service', () => refusalOf(() => makeService(worker, bus))],
    ['StatefulSet', () => makeSet(worker, bus)],
  ];
  for (const [what, step] of steps) {
    const message = step();
    if (message === undefined) continue;
    const Deployed = { status: 'False', reason: `JetStream${what}Failed`, message } as const;
    return { conditions: { Configured, Deployed }, failed: true };
  }
  const Deployed = { status: 'True', reason: 'Succeeded', message: 'JetStream is deployed' } as const;
  return { conditions: { Configured, Deployed }, status: { config: addressOf(worker, bus) } };
}

function release(worker: EventsWorker, bus: KubeObject): string | undefined {
  const { cluster } = worker;
  for (const name of ['EventSource', 'Sensor']) {
    const kind = argoKind(cluster, name);
    const all = kind === undefined ? [] : listObjects(cluster.state, kind, bus.metadata.namespace);
    const busOf = (object: KubeObject): string => textOf(dig(object, 'spec.eventBusName')) || 'default';
    const connected = all.filter((object) => busOf(object) === bus.metadata.name).length;
    if (connected > 0) return `can not delete an EventBus with ${connected} ${name}s connected`;
  }
  const isOwn = labelTest(
    Object.entries(labelsOf(bus))
      .map((pair) => pair.join('='))
      .join(','),
  );
  for (const claim of listNamed(cluster.state, 'PersistentVolumeClaim', bus.metadata.namespace)) {
    if (isOwn(claim.metadata.labels ?? {})) worker.delete(claim);
  }
  return undefined;
}

/** Buses: JetStream servers as a StatefulSet. One with sources or sensors stays; one that goes takes its volumes. */
export const busKind: EventsKind = { name: 'EventBus', finalizer: 'eventbus-controller', make, release };
