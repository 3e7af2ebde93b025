import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { KubeObject } from '../../src/gateways/ports.ts';
import { fieldsAt, listAt, textOf } from '../../src/kubernetes/objects.ts';
import { apiClient, type Send } from './api-client.ts';
import { startWorkflowController } from './argo.ts';
import { startCluster, type Cluster } from './cluster.ts';
import { deploymentIn, type Deployment } from './deployment.ts';
import { inventory } from './inventory.ts';
import { DEFAULT_MACHINES } from './nodes.ts';
import { eventually, type Program } from './programs.ts';
import { downAll, upAll, type Controllers } from './whole-set.ts';

let cluster: Cluster;
let before: ReadonlyMap<string, string>;
let given: Deployment;
let controller: Program;
const controllers: Controllers = {};
beforeAll(async () => {
  cluster = await startCluster(DEFAULT_MACHINES);
  before = await inventory(cluster.send);
  given = await deploymentIn(cluster, { config: { identity: 'workload', size: 'small', argo: 'standard' } });
  await upAll(cluster, given, controllers);
  controller = await startWorkflowController(cluster, given.world);
}, 180_000);
afterAll(() => cluster.stop());

const jobs = (): string => given.world.names.jobsNamespace;
const at = (kind: string, name = ''): string =>
  `/apis/argoproj.io/v1alpha1/namespaces/${jobs()}/${kind}${name === '' ? '' : `/${name}`}`;

/** A client with the rights of a ServiceAccount in the namespace of flows. */
async function sendAs(serviceAccount: string): Promise<Send> {
  const config = parse(await cluster.kubeconfigFor(jobs(), serviceAccount)) as unknown;
  const [{ cluster: place = {} } = {}] = listAt(config, 'clusters') as { cluster?: object }[];
  const { server, 'certificate-authority-data': ca } = place as Record<string, string>;
  const [user = {}] = listAt(config, 'users');
  return apiClient({
    address: server ?? '',
    ca: Buffer.from(ca ?? '', 'base64').toString(),
    token: textOf(fieldsAt(user, 'user')['token']),
  });
}

async function taken(send: Send, ask: Parameters<Send>[0]): Promise<KubeObject> {
  const { status, body } = await send(ask);
  if (status >= 300) throw new Error(`${ask.method} ${ask.path}: ${status} ${body}`);
  return JSON.parse(body) as KubeObject;
}

/** A step of a flow, as `argo-workflows create` writes it, without what does not concern the cluster. */
const step = (name: string): object => ({
  name,
  metadata: { labels: { 'app.kubernetes.io/name': 'metaflow-task' } },
  serviceAccountName: given.world.names.taskServiceAccount,
  container: {
    name: 'main',
    image: 'docker.io/library/python:3.12',
    command: ['bash', '-c', 'true'],
    resources: { requests: { cpu: '1', memory: '4096M' }, limits: { memory: '4096M' } },
  },
});

const template = (name: string): object => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'WorkflowTemplate',
  metadata: { name, labels: { 'app.kubernetes.io/name': 'metaflow-flow' } },
  spec: {
    entrypoint: name,
    parallelism: 100,
    templates: [
      {
        name,
        dag: {
          tasks: [
            { name: 'start', template: 'start' },
            { name: 'end', template: 'end', dependencies: ['start'] },
          ],
        },
      },
      step('start'),
      step('end'),
    ],
  },
});

const run = (flow: string): object => ({
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'Workflow',
  metadata: { generateName: `${flow}-` },
  spec: { workflowTemplateRef: { name: flow } },
});

const nightly = {
  apiVersion: 'argoproj.io/v1alpha1',
  kind: 'CronWorkflow',
  metadata: { name: 'nightly' },
  spec: {
    schedules: ['* * * * *'],
    startingDeadlineSeconds: 60,
    workflowSpec: { workflowTemplateRef: { name: 'nightly' } },
  },
};

/** The pods of a workflow, in the order of their steps. */
async function podsOf({ metadata }: KubeObject): Promise<readonly KubeObject[]> {
  const query = { labelSelector: `workflows.argoproj.io/workflow=${metadata.name}` };
  const list = await taken(cluster.send, { method: 'GET', path: `/api/v1/namespaces/${jobs()}/pods`, query });
  return (listAt(list, 'items') as unknown as KubeObject[]).toSorted((a, b) =>
    textOf(a.metadata['creationTimestamp']).localeCompare(textOf(b.metadata['creationTimestamp'])),
  );
}

/** What Argo's own container in a task's pod reports: that the task's outputs are known. */
async function report(task: Send, pod: KubeObject, workflow: KubeObject): Promise<void> {
  const name = textOf(fieldsAt(pod, 'metadata', 'annotations')['workflows.argoproj.io/node-id']);
  const completed = 'workflows.argoproj.io/report-outputs-completed';
  const { name: owner, uid } = workflow.metadata;
  const result = {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'WorkflowTaskResult',
    metadata: {
      name,
      labels: { 'workflows.argoproj.io/workflow': owner, [completed]: 'false' },
      ownerReferences: [{ apiVersion: 'argoproj.io/v1alpha1', kind: 'Workflow', name: owner, uid }],
    },
  };
  await taken(task, { method: 'POST', path: at('workflowtaskresults'), body: result });
  await taken(task, {
    method: 'PATCH',
    path: at('workflowtaskresults', name),
    type: 'application/merge-patch+json',
    body: { metadata: { labels: { [completed]: 'true' } } },
  });
}

const phaseOf = async ({ metadata }: KubeObject): Promise<unknown> =>
  fieldsAt(await taken(cluster.send, { method: 'GET', path: at('workflows', metadata.name) }), 'status')[
    'phase'
  ];

/** A user of Metaflow starts a flow; its steps run one after the other, where tasks run and as who they are. */
async function runsStepByStep(user: Send, task: Send): Promise<void> {
  await taken(user, { method: 'POST', path: at('workflowtemplates'), body: template('hello') });
  const workflow = await taken(user, { method: 'POST', path: at('workflows'), body: run('hello') });
  for (const steps of [1, 2]) {
    const pod = await eventually(`step ${steps} has a pod`, async () => (await podsOf(workflow))[steps - 1]);
    expect(pod.spec).toMatchObject({
      serviceAccountName: given.world.names.taskServiceAccount,
      nodeSelector: { 'metaflow/pool': 'tasks' },
      tolerations: expect.arrayContaining([expect.objectContaining({ key: 'metaflow/pool' })]),
    });
    expect(pod.metadata.labels).toMatchObject({ 'azure.workload.identity/use': 'true' });
    await report(task, pod, workflow);
  }
  await eventually('the workflow succeeds', async () =>
    (await phaseOf(workflow)) === 'Succeeded' ? true : undefined,
  );
}

/** A schedule fires within a minute, and its flow has a pod. */
async function fires(user: Send): Promise<void> {
  const query = { labelSelector: 'workflows.argoproj.io/cron-workflow=nightly' };
  const find = async (): Promise<KubeObject | undefined> =>
    listAt(await taken(user, { method: 'GET', path: at('workflows'), query }), 'items')[0] as
      KubeObject | undefined;
  const fired = await eventually('the schedule fires', find, { seconds: 90 });
  await eventually('its first step has a pod', async () => (await podsOf(fired))[0]);
}

test('flows run with the rights that we give, at once and by a schedule, and everything goes while they run', async () => {
  const user = await sendAs('metaflow-user');
  const task = await sendAs(given.world.names.taskServiceAccount);
  await taken(user, { method: 'POST', path: at('workflowtemplates'), body: template('nightly') });
  await taken(user, { method: 'POST', path: at('cronworkflows'), body: nightly });
  await runsStepByStep(user, task);
  await fires(user);
  const refused = controller
    .log()
    .split('\n')
    .filter((line) => /forbidden|unauthorized|panic/i.test(line));
  expect(refused).toEqual([]);

  await downAll(given, { ...controllers, workflows: controller });
  await eventually('nothing is left', async () => {
    const left = [...(await inventory(cluster.send)).keys()].filter((key) => !before.has(key));
    if (left.length > 0) throw new Error(`left: ${left.join(', ')}`);
    return true;
  });
}, 240_000);
