import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Problem } from '../../src/problems/problem.ts';
import { clusterAccess } from '../../src/kubernetes/cluster-access.ts';
import { workflowKinds } from '../../src/kubernetes/argo-definitions.ts';
import { databaseCa } from '../../src/kubernetes/database-ca.ts';
import { migration } from '../../src/kubernetes/migration.ts';
import { namespaces } from '../../src/kubernetes/namespaces.ts';
import { uiStatic } from '../../src/kubernetes/ui-static.ts';
import { startCluster, type Cluster } from './cluster.ts';
import { deploymentIn, layGround, type Deployment } from './deployment.ts';
import { DEFAULT_MACHINES } from './nodes.ts';
import { eventually } from './programs.ts';

let cluster: Cluster;
beforeEach(async () => {
  cluster = await startCluster(DEFAULT_MACHINES);
}, 120_000);
afterEach(() => cluster.stop());

/** What a person is told when `up` fails, and how long it took. */
async function told(run: Promise<unknown>): Promise<{ problem: Problem; seconds: number }> {
  const began = Date.now();
  const problem = await run.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(problem instanceof Problem)) throw new Error(`no problem was told: ${String(problem)}`);
  return { problem, seconds: (Date.now() - began) / 1000 };
}

async function write(method: string, path: string, body: object, type?: string): Promise<void> {
  const answer = await cluster.send({ method, path, body, type });
  if (answer.status >= 300) throw new Error(`${path}: ${answer.body}`);
}

const waits = ({ events }: Deployment): readonly string[] =>
  events.flatMap((event) => (event.type === 'step.waiting' ? [event.because] : []));

describe('trouble with a real control plane is told within a minute', () => {
  test('a pod that no node has room for', async () => {
    const { body } = await cluster.send({ method: 'GET', path: '/api/v1/nodes' });
    for (const { metadata } of (JSON.parse(body) as { items: { metadata: { name: string } }[] }).items) {
      const path = `/api/v1/nodes/${metadata.name}`;
      await write('PATCH', path, { spec: { unschedulable: true } }, 'application/merge-patch+json');
    }
    const given = await deploymentIn(cluster);
    await layGround(given);
    const { problem, seconds } = await told(given.up(uiStatic));
    expect(problem).toMatchObject({ code: 'kubernetes.unschedulable' });
    expect(problem.message).toMatch(
      /no node has room for metaflow-ui-\S+: 0\/3 nodes are available: .*unschedulable/,
    );
    expect(problem.advice.join('\n')).toContain('kubectl get nodes');
    expect(seconds).toBeLessThan(60);
    expect(waits(given).some((because) => because.includes('no node has room'))).toBe(true);
  }, 120_000);

  test('an image that cannot be pulled', async () => {
    const given = await deploymentIn(cluster, { config: { uiImage: 'example.com/missing:1' } });
    await layGround(given);
    const { problem, seconds } = await told(given.up(uiStatic));
    expect(problem).toMatchObject({ code: 'kubernetes.image-not-pulled' });
    expect(problem.message).toContain('the image example.com/missing:1 cannot be pulled (ImagePullBackOff)');
    // What the pod's events say.
    expect(problem.message).toContain('Failed to pull image: rpc error: code = NotFound');
    expect(problem.advice.join('\n')).toMatch(
      /--ui-image[\s\S]*kubectl --namespace metaflow describe pod metaflow-ui-/,
    );
    expect(seconds).toBeLessThan(60);
  }, 120_000);

  test('a container that ends whenever it is started', async () => {
    const given = await deploymentIn(cluster, { config: { uiImage: 'example.com/crashing:1' } });
    await layGround(given);
    const { problem, seconds } = await told(given.up(uiStatic));
    expect(problem).toMatchObject({ code: 'kubernetes.pod-crashing' });
    expect(problem.message).toMatch(/metaflow-ui-\S+ ended 3 times \(exit code 1\): OperationalError/);
    expect(problem.message).toContain('Back-off restarting failed container');
    // Its last lines, without the password in them.
    expect(problem.message).toContain('postgresql://metaflow:‹secret›@psql');
    expect(problem.message).not.toContain('hunter2');
    expect(problem.advice.join('\n')).toMatch(
      /kubectl --namespace metaflow logs metaflow-ui-\S+ --container ui --previous/,
    );
    expect(seconds).toBeLessThan(60);
  }, 120_000);

  test('a migration that fails', async () => {
    const given = await deploymentIn(cluster, { config: { metadataImage: 'example.com/crashing:1' } });
    await layGround(given);
    await given.up(databaseCa);
    const { problem, seconds } = await told(given.up(migration));
    expect(problem).toMatchObject({ code: 'kubernetes.pod-crashing' });
    expect(problem.message).toContain('could not translate host name');
    expect(seconds).toBeLessThan(90);
  }, 120_000);

  test('a definition whose names are taken', async () => {
    const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    await write('POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'jobflows.argoproj.io' },
      spec: {
        group: 'argoproj.io',
        scope: 'Namespaced',
        names: { plural: 'jobflows', kind: 'Workflow' },
        versions: [{ name: 'v1alpha1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
      },
    });
    await eventually('the other definition is served', async () => {
      const path = '/apis/argoproj.io/v1alpha1/jobflows';
      return (await cluster.send({ method: 'GET', path })).status === 200 ? true : undefined;
    });
    const given = await deploymentIn(cluster);
    const { problem, seconds } = await told(given.up(workflowKinds));
    expect(problem.message).toContain('workflows.argoproj.io');
    expect(problem.message).toContain('taken by another definition');
    expect(problem.advice.join('\n')).toContain('kubectl get customresourcedefinitions');
    expect(seconds).toBeLessThan(60);
  }, 120_000);

  test('an API server that is away is waited for, and told when it stays away', async () => {
    const given = await deploymentIn(cluster);
    await cluster.stopApiServer();
    const up = given.up(clusterAccess);
    await eventually('the wait is told', () => waits(given)[0], { seconds: 60 });
    expect(waits(given)[0]).toMatch(/^the API server does not answer yet: .*127\.0\.0\.1.*ECONNREFUSED/);
    await cluster.startApiServer();
    await up;

    await cluster.stopApiServer();
    const { problem, seconds } = await told(given.kube.version());
    expect(problem).toMatchObject({ code: 'kubernetes.unreachable' });
    expect(problem.advice.join('\n')).toContain('az aks start');
    expect(seconds).toBeLessThan(60);
  }, 120_000);

  test('a webhook that cannot be reached is told while it is waited for, and at the end', async () => {
    await write('POST', '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations', {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: 'guard' },
      webhooks: [
        {
          name: 'guard.example.com',
          clientConfig: { url: 'https://127.0.0.1:1/validate' },
          rules: [
            { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] },
          ],
          failurePolicy: 'Fail',
          sideEffects: 'None',
          admissionReviewVersions: ['v1'],
        },
      ],
    });
    const given = await deploymentIn(cluster);
    await given.up(namespaces);
    const end = told(given.up(databaseCa));
    const said = /apply ConfigMap metaflow\/database-ca: .*failed calling webhook "guard\.example\.com"/;
    expect(await eventually('the wait is told', () => waits(given)[0])).toMatch(said);
    const { problem } = await end;
    expect(problem).toMatchObject({ code: 'kubernetes.refused' });
    expect(problem.message).toMatch(said);
    expect(problem.advice.join('\n')).toContain('kubectl get validatingwebhookconfigurations');
  }, 240_000);

  test('a policy that refuses', async () => {
    const api = '/apis/admissionregistration.k8s.io/v1';
    const metadata = { name: 'guard' };
    await write('POST', `${api}/validatingadmissionpolicies`, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata,
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          resourceRules: [
            { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] },
          ],
        },
        validations: [
          { expression: "!object.metadata.name.startsWith('database')", message: 'no databases here' },
        ],
      },
    });
    await write('POST', `${api}/validatingadmissionpolicybindings`, {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata,
      spec: { policyName: 'guard', validationActions: ['Deny'] },
    });
    const given = await deploymentIn(cluster);
    await given.up(namespaces);
    const probe = {
      method: 'POST',
      path: '/api/v1/namespaces/default/configmaps?dryRun=All',
      body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'database' } },
    };
    await eventually('the policy is in force', async () =>
      (await cluster.send(probe)).status === 422 ? true : undefined,
    );
    const { problem, seconds } = await told(given.up(databaseCa));
    expect(problem).toMatchObject({ code: 'kubernetes.refused' });
    expect(problem.message).toMatch(/ValidatingAdmissionPolicy 'guard' .*denied request: no databases here/);
    expect(problem.advice.join('\n')).toContain('kubectl get validatingadmissionpolicybindings');
    expect(seconds).toBeLessThan(60);
  }, 120_000);
});
