import { parse } from 'yaml';
import { fetchDoor } from '../../../src/simulator/doors.ts';
import type { Tour } from './tour.ts';

const id =
  '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg/providers/Microsoft.ContainerService/managedClusters/aks';
const fqdn = 'tour-1.hcp.eastus2.azmk8s.io';
const namespace = 'metaflow';
const labels = { app: 'tour' };
const container = { name: 'tour', image: 'public.ecr.aws/outerbounds/metaflow_metadata_service:2.5.0' };

/** Where each object is applied, and what. One of every kind that the product's templates have. */
const objects: readonly (readonly [string, object])[] = [
  ['/api/v1/namespaces/metaflow', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }],
  [
    '/api/v1/namespaces/metaflow/serviceaccounts/tour',
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'tour', namespace } },
  ],
  [
    '/api/v1/namespaces/metaflow/configmaps/tour',
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'tour', namespace }, data: { a: 'b' } },
  ],
  [
    '/api/v1/namespaces/metaflow/secrets/tour',
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'tour', namespace }, stringData: { a: 'b' } },
  ],
  [
    '/apis/apps/v1/namespaces/metaflow/deployments/tour',
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'tour', namespace, labels },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [container] } },
      },
    },
  ],
  [
    '/api/v1/namespaces/metaflow/services/tour',
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'tour', namespace },
      spec: { selector: labels, ports: [{ port: 8080, targetPort: 8080 }] },
    },
  ],
  [
    '/apis/batch/v1/namespaces/metaflow/jobs/tour',
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'tour', namespace },
      spec: { template: { spec: { restartPolicy: 'Never', containers: [container] } } },
    },
  ],
  [
    '/apis/rbac.authorization.k8s.io/v1/namespaces/metaflow/roles/tour',
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'tour', namespace },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get', 'list'] }],
    },
  ],
  [
    '/apis/rbac.authorization.k8s.io/v1/namespaces/metaflow/rolebindings/tour',
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { name: 'tour', namespace },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'tour' },
      subjects: [{ kind: 'ServiceAccount', name: 'tour', namespace }],
    },
  ],
  [
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/workflowtemplates.argoproj.io',
    {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'workflowtemplates.argoproj.io' },
      spec: {
        group: 'argoproj.io',
        names: { kind: 'WorkflowTemplate', plural: 'workflowtemplates', singular: 'workflowtemplate' },
        scope: 'Namespaced',
        versions: [
          {
            name: 'v1alpha1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          },
        ],
      },
    },
  ],
  [
    '/apis/argoproj.io/v1alpha1/namespaces/metaflow/workflowtemplates/tour',
    {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'WorkflowTemplate',
      metadata: { name: 'tour', namespace },
      spec: {},
    },
  ],
];

/** What the product does inside the cluster, over plain HTTP. */
export const insideTours: Readonly<Record<string, Tour>> = {
  'inside the cluster': {
    sees: ['APPLY apps/v1 deployments', 'APPLY batch/v1 jobs', 'GET v1 pods', 'DELETE v1 namespaces'],
    async run({ simulator, clock }, hooks) {
      const pool = {
        name: 'system',
        mode: 'System' as const,
        count: 2,
        vmSize: 'Standard_D4s_v5',
        taints: [],
        labels: {},
      };
      simulator.clusters.open({ id, fqdn, version: '1.35.0', pools: [pool] });
      const kubeconfig = parse(simulator.clusters.kubeconfig(id, 'clusterUser')) as {
        users: readonly [{ user: { token: string } }];
      };
      const authorization = `Bearer ${kubeconfig.users[0].user.token}`;
      const door = fetchDoor(simulator, hooks);
      const call = (method: string, path: string, type: string, body?: string): Promise<Response> =>
        door(`https://${fqdn}${path}`, {
          method,
          headers: { authorization, 'content-type': type },
          ...(body === undefined ? {} : { body }),
        });
      const json = 'application/json';
      await clock.sleep(60_000);
      for (const path of ['/version', '/apis', '/api/v1', '/apis/apps/v1', '/api/v1/nodes', '/readyz'])
        await call('GET', path, json);
      for (let again = 0; again < 2; again++)
        for (const [path, object] of objects) {
          const query = '?fieldManager=metaflow-azure&force=true';
          await call('PATCH', path + query, 'application/apply-patch+yaml', JSON.stringify(object));
          await clock.sleep(5000); // a definition takes a moment before its kind is served
        }
      await clock.sleep(10 * 60_000);
      for (const [path] of objects) {
        await call('GET', path, json);
        await call('GET', path.slice(0, path.lastIndexOf('/')), json);
      }
      await call('GET', `/api/v1/namespaces/${namespace}/pods?labelSelector=app%3Dtour`, json);
      await call('GET', `/api/v1/namespaces/${namespace}/events`, json);
      await call('GET', `/api/v1/namespaces/${namespace}/pods/absent`, json);
      for (const [path] of objects.toReversed())
        await call('DELETE', `${path}?propagationPolicy=Foreground`, json);
      await clock.sleep(10 * 60_000);
      await call('GET', `/api/v1/namespaces/${namespace}`, json);
    },
  },
};
