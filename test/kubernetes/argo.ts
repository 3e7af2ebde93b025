import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '../../src/gateways/ports.ts';
import type { World } from '../../src/world.ts';
import { fieldsAt, listAt, textOf, type Fields } from '../../src/kubernetes/objects.ts';
import type { Cluster } from './cluster.ts';
import { eventually, freePorts, launch, type Program } from './programs.ts';
import { write } from './trouble.ts';

async function read(cluster: Cluster, path: string): Promise<KubeObject> {
  const { status, body } = await cluster.send({ method: 'GET', path });
  if (status !== 200) throw new Error(`${path}: ${body}`);
  return JSON.parse(body) as KubeObject;
}

/** What a Deployment of ours would run, and a folder that holds the kubeconfig of its ServiceAccount. */
async function controllerOf(cluster: Cluster, namespace: string, name: string) {
  const deployment = await read(cluster, `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`);
  const pod = fieldsAt(deployment, 'spec', 'template', 'spec');
  const [container = {}] = listAt(pod, 'containers');
  const folder = join(cluster.folder, `${name}-${Date.now()}`);
  mkdirSync(folder);
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, await cluster.kubeconfigFor(namespace, textOf(pod['serviceAccountName'])));
  return { pod, container, folder, kubeconfig };
}

/** The value of `--flag=value` among a container's arguments. */
const argument = (container: Fields, flag: string): string =>
  (container['args'] as string[]).find((arg) => arg.startsWith(`--${flag}=`))?.split('=')[1] ?? '';

/** Waits for what a program tells of itself on a port of the loopback. */
async function isWell(program: Program, port: number, path: string): Promise<Program> {
  await eventually(`${program.name} is ready`, async () => {
    if (program.ended()) throw new Error(`it ended: ${program.tail()}`);
    return (await fetch(`http://127.0.0.1:${port}${path}`)).ok ? true : undefined;
  });
  return program;
}

/**
 * The controller of Argo Events as our Deployment would run it: with its ServiceAccount's token, its arguments and its
 * ConfigMap.
 */
export async function startArgoEvents(cluster: Cluster, { names }: World): Promise<Program> {
  const namespace = names.eventsNamespace;
  const { pod, container, folder, kubeconfig } = await controllerOf(
    cluster,
    namespace,
    'argo-events-controller',
  );
  const [volume = {}] = listAt(pod, 'volumes');
  const configMap = textOf(fieldsAt(volume, 'configMap')['name']);
  const { data } = await read(cluster, `/api/v1/namespaces/${namespace}/configmaps/${configMap}`);
  const config = join(folder, 'controller-config.yaml');
  writeFileSync(config, textOf(fieldsAt(data)['controller-config.yaml']));
  const image = listAt(container, 'env').find(({ name }) => name === 'ARGO_EVENTS_IMAGE');
  const [port = 0] = await freePorts(1);
  const program = launch('argo-events-controller', folder, {
    kubeconfig,
    config,
    image: textOf(image?.['value']),
    namespace,
    'managed-namespace': argument(container, 'managed-namespace'),
    'health-address': `127.0.0.1:${port}`,
  });
  return isWell(cluster.run(program), port, '/readyz');
}

/**
 * The controller of Argo Workflows as our Deployment would run it. Only the port of its metrics, by which it is seen to
 * be up, is another, so that several fit on a machine.
 */
export async function startWorkflowController(cluster: Cluster, { names }: World): Promise<Program> {
  const namespace = names.argoNamespace;
  const { container, folder, kubeconfig } = await controllerOf(cluster, namespace, 'workflow-controller');
  const configMaps = `/api/v1/namespaces/${namespace}/configmaps`;
  const { data } = await read(cluster, `${configMaps}/workflow-controller-configmap`);
  const [port = 0] = await freePorts(1);
  const settings = fieldsAt(data);
  const metricsConfig = textOf(settings['metricsConfig']).replace(/^port: .*$/m, `port: ${port}`);
  const body = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'with-another-port' },
    data: { ...settings, metricsConfig },
  };
  await write(cluster, { method: 'POST', path: configMaps, body });
  const program = launch(
    'workflow-controller',
    folder,
    {
      kubeconfig,
      namespace,
      namespaced: 'true',
      'managed-namespace': argument(container, 'managed-namespace'),
      'executor-image': argument(container, 'executor-image'),
      configmap: body.metadata.name,
    },
    { env: { LEADER_ELECTION_IDENTITY: 'workflow-controller-0' } },
  );
  return isWell(cluster.run(program), port, '/metrics');
}
