import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '../../src/gateways/ports.ts';
import type { World } from '../../src/world.ts';
import { fieldsAt, listAt, textOf } from '../../src/kubernetes/objects.ts';
import type { Cluster } from './cluster.ts';
import { eventually, freePorts, launch, type Program } from './programs.ts';

async function read(cluster: Cluster, path: string): Promise<KubeObject> {
  const { status, body } = await cluster.send({ method: 'GET', path });
  if (status !== 200) throw new Error(`${path}: ${body}`);
  return JSON.parse(body) as KubeObject;
}

/**
 * The controller of Argo Events as our Deployment would run it: with its ServiceAccount's token, its arguments and its
 * ConfigMap.
 */
export async function startArgoEvents(cluster: Cluster, { names }: World): Promise<Program> {
  const namespace = names.eventsNamespace;
  const deployment = await read(
    cluster,
    `/apis/apps/v1/namespaces/${namespace}/deployments/argo-events-controller`,
  );
  const pod = fieldsAt(deployment, 'spec', 'template', 'spec');
  const [container = {}] = listAt(pod, 'containers');
  const [volume = {}] = listAt(pod, 'volumes');
  const configMap = textOf(fieldsAt(volume, 'configMap')['name']);
  const { data } = await read(cluster, `/api/v1/namespaces/${namespace}/configmaps/${configMap}`);

  const folder = join(cluster.folder, `argo-events-${Date.now()}`);
  mkdirSync(folder);
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, await cluster.kubeconfigFor(namespace, textOf(pod['serviceAccountName'])));
  const config = join(folder, 'controller-config.yaml');
  writeFileSync(config, textOf(fieldsAt(data)['controller-config.yaml']));
  const managed = (container['args'] as string[]).find((arg) => arg.startsWith('--managed-namespace='));
  const image = listAt(container, 'env').find(({ name }) => name === 'ARGO_EVENTS_IMAGE');
  const [port = 0] = await freePorts(1);
  const program = cluster.run(
    launch('argo-events-controller', folder, {
      kubeconfig,
      config,
      image: textOf(image?.['value']),
      namespace,
      'managed-namespace': managed?.split('=')[1] ?? '',
      'health-address': `127.0.0.1:${port}`,
    }),
  );
  await eventually('the controller of Argo Events is ready', async () => {
    if (program.ended()) throw new Error(`it ended: ${program.tail()}`);
    return (await fetch(`http://127.0.0.1:${port}/readyz`)).ok ? true : undefined;
  });
  return program;
}
