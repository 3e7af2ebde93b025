import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { workflowKinds } from '../../src/kubernetes/argo-definitions.ts';
import { clusterAccess } from '../../src/kubernetes/cluster-access.ts';
import { databaseCa } from '../../src/kubernetes/database-ca.ts';
import { namespaces } from '../../src/kubernetes/namespaces.ts';
import { startCluster, type Cluster } from './cluster.ts';
import { deploymentIn } from './deployment.ts';
import { DEFAULT_MACHINES } from './nodes.ts';
import { eventually } from './programs.ts';
import { told, waits, write } from './trouble.ts';

let cluster: Cluster;
beforeEach(async () => {
  cluster = await startCluster(DEFAULT_MACHINES);
}, 120_000);
afterEach(() => cluster.stop());

describe('trouble with a real API server is told within a minute', () => {
  test('a definition whose names are taken', async () => {
    const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    await write(cluster, {
      method: 'POST',
      path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      body: {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'jobflows.argoproj.io' },
        spec: {
          group: 'argoproj.io',
          scope: 'Namespaced',
          names: { plural: 'jobflows', kind: 'Workflow' },
          versions: [{ name: 'v1alpha1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
        },
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
    await write(cluster, {
      method: 'POST',
      path: '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
      body: {
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
      },
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
    await write(cluster, {
      method: 'POST',
      path: `${api}/validatingadmissionpolicies`,
      body: {
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
      },
    });
    await write(cluster, {
      method: 'POST',
      path: `${api}/validatingadmissionpolicybindings`,
      body: {
        apiVersion: 'admissionregistration.k8s.io/v1',
        kind: 'ValidatingAdmissionPolicyBinding',
        metadata,
        spec: { policyName: 'guard', validationActions: ['Deny'] },
      },
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
