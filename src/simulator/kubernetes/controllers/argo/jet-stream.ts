import { dig, isObject, objectOf, textOf, textOr } from '../../../json.ts';
import type { JsonObject } from '../../../json.ts';
import type { KubeObject } from '../../world.ts';

/** The ports of a bus's Service, by name. */
export const PORTS = [
  ['tcp-client', 4222],
  ['cluster', 6222],
  ['metrics', 7777],
  ['monitor', 8222],
] as const;

/** The labels of everything that belongs to a bus. */
export function labelsOf({ metadata: { name } }: KubeObject): Record<string, string> {
  return { controller: 'eventbus-controller', 'eventbus-name': name, 'owner-name': name };
}

const replicasOf = (bus: KubeObject): number => Number(dig(bus, 'spec.jetstream.replicas') ?? 3);
const nameOf = ({ metadata }: KubeObject): string => `eventbus-${metadata.name}-js`;

/** The configuration file of the servers of a bus. */
export function jetStreamConfig(bus: KubeObject, settings: string): string {
  const own = dig(bus, 'spec.jetstream');
  const service = `${nameOf(bus)}-svc.${bus.metadata.namespace ?? ''}.svc`;
  const routes = Array.from(
    { length: replicasOf(bus) },
    (_, ordinal) => `nats://${nameOf(bus)}-${ordinal}.${service}:6222`,
  );
  const cluster = [
    'cluster {',
    '  port: 6222',
    `  name: ${bus.metadata.name}`,
    `  routes: [${routes.join(',')}]`,
    '  cluster_advertise: $CLUSTER_ADVERTISE',
    '  connect_retries: 120',
    '  tls {',
    '  cert_file: "/etc/nats-config/cluster-server-cert.pem"',
    '  key_file:  "/etc/nats-config/cluster-server-key.pem"',
    '  ca_file:   "/etc/nats-config/cluster-ca-cert.pem"',
    '  }',
    '}',
  ];
  return [
    `max_payload: ${textOr(dig(own, 'maxPayload'), '1MB')}`,
    'port: 4222',
    'pid_file: "/var/run/nats/nats.pid"',
    'http: 8222',
    'server_name: $POD_NAME',
    'jetstream {',
    '  key: "$JS_KEY"',
    '  store_dir: "/data/jetstream/store"',
    `  ${textOr(dig(own, 'settings'), settings)}`,
    '}',
    ...(routes.length > 2 ? cluster : []),
    'lame_duck_duration: 30s',
    'include ./auth.conf',
  ].join('\n');
}

const fieldOf = (name: string, fieldPath: string) => ({ name, valueFrom: { fieldRef: { fieldPath } } });

const probe = (path: string, more: object) => ({
  httpGet: { path, port: 8222 },
  initialDelaySeconds: 10,
  timeoutSeconds: 5,
  ...more,
});

const MOUNTS = [
  { name: 'config-volume', mountPath: '/etc/nats-config' },
  { name: 'pid', mountPath: '/var/run/nats' },
];

/** What the spec of a bus asks of one of its containers. */
function askedOf(bus: KubeObject, template: string): JsonObject {
  const { resources, securityContext, imagePullPolicy } = objectOf(dig(bus, `spec.jetstream.${template}`));
  return { resources, securityContext, imagePullPolicy };
}

function mainContainer(bus: KubeObject, version: JsonObject, storage: string): JsonObject {
  const command = textOf(version['startCommand']);
  const key = { name: `${nameOf(bus)}-server`, key: 'encryption' };
  return {
    name: 'main',
    image: version['natsImage'],
    ...askedOf(bus, 'containerTemplate'),
    ports: [
      { name: 'client', containerPort: 4222 },
      { name: 'cluster', containerPort: 6222 },
      { name: 'monitor', containerPort: 8222 },
    ],
    command: [command, '--config', '/etc/nats-config/nats-js.conf'],
    args: dig(bus, 'spec.jetstream.startArgs'),
    env: [
      fieldOf('POD_NAME', 'metadata.name'),
      { name: 'SERVER_NAME', value: '$(POD_NAME)' },
      fieldOf('POD_NAMESPACE', 'metadata.namespace'),
      { name: 'CLUSTER_ADVERTISE', value: `$(POD_NAME).${nameOf(bus)}-svc.$(POD_NAMESPACE).svc` },
      { name: 'JS_KEY', valueFrom: { secretKeyRef: key } },
    ],
    volumeMounts: [...MOUNTS, { name: storage, mountPath: '/data/jetstream' }],
    startupProbe: probe('/healthz', { failureThreshold: 30 }),
    livenessProbe: probe('/', { periodSeconds: 30 }),
    readinessProbe: probe('/healthz', { periodSeconds: 5 }),
    lifecycle: { preStop: { exec: { command: [command, '-sl=ldm=/var/run/nats/nats.pid'] } } },
  };
}

function containersOf(bus: KubeObject, version: JsonObject, storage: string): JsonObject[] {
  return [
    mainContainer(bus, version, storage),
    {
      name: 'reloader',
      image: version['configReloaderImage'],
      ...askedOf(bus, 'reloaderContainerTemplate'),
      args: ['-pid', '/var/run/nats/nats.pid', '-config', '/etc/nats-config/nats-js.conf'],
      volumeMounts: MOUNTS,
    },
    {
      name: 'metrics',
      image: version['metricsExporterImage'],
      ...askedOf(bus, 'metricsContainerTemplate'),
      ports: [{ name: 'metrics', containerPort: 7777 }],
      args: ['-connz', '-routez', '-subz', '-varz', '-prefix=nats', '-jsz=all', 'http://localhost:8222'],
    },
  ];
}

function volumesOf(bus: KubeObject): JsonObject[] {
  const files = {
    auth: 'auth.conf',
    'private-key': 'server-key.pem',
    cert: 'server-cert.pem',
    'ca-cert': 'ca-cert.pem',
    'cluster-private-key': 'cluster-server-key.pem',
    'cluster-cert': 'cluster-server-cert.pem',
    'cluster-ca-cert': 'cluster-ca-cert.pem',
  };
  const items = Object.entries(files).map(([key, path]) => ({ key, path }));
  const config = { name: `${nameOf(bus)}-config`, items: [{ key: 'nats-js', path: 'nats-js.conf' }] };
  return [
    { name: 'pid', emptyDir: {} },
    {
      name: 'config-volume',
      projected: { sources: [{ configMap: config }, { secret: { name: `${nameOf(bus)}-server`, items } }] },
    },
  ];
}

function claimOf(bus: KubeObject, persistence: JsonObject): JsonObject {
  return {
    metadata: { name: `${nameOf(bus)}-vol` },
    spec: {
      accessModes: [textOr(persistence['accessMode'], 'ReadWriteOnce')],
      volumeMode: 'Filesystem',
      storageClassName: persistence['storageClassName'],
      resources: { requests: { storage: textOr(persistence['volumeSize'], '20Gi') } },
    },
  };
}

/** The spec of the StatefulSet that runs a bus. */
export function jetStreamSet(bus: KubeObject, version: JsonObject): JsonObject {
  const own = objectOf(dig(bus, 'spec.jetstream'));
  const { persistence } = own;
  const kept = ['nodeSelector', 'tolerations', 'securityContext', 'imagePullSecrets', 'affinity'];
  const others = ['priorityClassName', 'priority', 'serviceAccountName'];
  const storage = isObject(persistence) ? `${nameOf(bus)}-vol` : 'js-data';
  const labels = labelsOf(bus);
  return {
    podManagementPolicy: 'Parallel',
    replicas: replicasOf(bus),
    serviceName: `${nameOf(bus)}-svc`,
    selector: { matchLabels: labels },
    template: {
      metadata: {
        labels: { ...objectOf(dig(own, 'metadata.labels')), ...labels },
        annotations: dig(own, 'metadata.annotations'),
      },
      spec: {
        ...Object.fromEntries([...kept, ...others].map((key) => [key, own[key]])),
        shareProcessNamespace: true,
        terminationGracePeriodSeconds: 60,
        volumes: [...volumesOf(bus), ...(isObject(persistence) ? [] : [{ name: storage, emptyDir: {} }])],
        containers: containersOf(bus, version, storage),
      },
    },
    ...(isObject(persistence) ? { volumeClaimTemplates: [claimOf(bus, persistence)] } : {}),
  };
}
