import type { JsonObject } from '../../json.ts';
import type { Shape } from './shapes.ts';
import { structNamed } from './shapes.ts';

/** One kind that the API server knows, built in or defined by a CustomResourceDefinition. */
export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  readonly shape: Shape;
  /** Subresources besides the object itself, such as `status`. */
  readonly subresources: readonly string[];
  /** Whether the API server counts generations of the spec. */
  readonly counted: boolean;
  readonly custom: boolean;
  /** The schema of its definition, for a custom kind. */
  readonly openApi?: JsonObject;
  /** The columns of its definition, for a custom kind. */
  readonly printed?: readonly unknown[];
}

/** Lines: `group/version Kind plural scope shortNames subresources`, `-` for none, `*` before counted kinds. */
const BUILT_IN = `
v1 Namespace namespaces cluster ns status,finalize
v1 Node nodes cluster no status
v1 *Pod pods namespaced po status,log,exec,attach,portforward,eviction
v1 Service services namespaced svc status,proxy
v1 Endpoints endpoints namespaced ep -
v1 ConfigMap configmaps namespaced cm -
v1 Secret secrets namespaced - -
v1 ServiceAccount serviceaccounts namespaced sa token
v1 Event events namespaced ev -
v1 PersistentVolumeClaim persistentvolumeclaims namespaced pvc status
v1 PersistentVolume persistentvolumes cluster pv status
v1 LimitRange limitranges namespaced limits -
v1 ResourceQuota resourcequotas namespaced quota status
apps/v1 *Deployment deployments namespaced deploy status,scale
apps/v1 *ReplicaSet replicasets namespaced rs status,scale
apps/v1 *StatefulSet statefulsets namespaced sts status,scale
apps/v1 *DaemonSet daemonsets namespaced ds status
apps/v1 ControllerRevision controllerrevisions namespaced - -
batch/v1 *Job jobs namespaced - status
batch/v1 *CronJob cronjobs namespaced cj status
autoscaling/v2 HorizontalPodAutoscaler horizontalpodautoscalers namespaced hpa status
discovery.k8s.io/v1 *EndpointSlice endpointslices namespaced - -
coordination.k8s.io/v1 Lease leases namespaced - -
networking.k8s.io/v1 *NetworkPolicy networkpolicies namespaced netpol -
networking.k8s.io/v1 *Ingress ingresses namespaced ing status
policy/v1 *PodDisruptionBudget poddisruptionbudgets namespaced pdb status
rbac.authorization.k8s.io/v1 Role roles namespaced - -
rbac.authorization.k8s.io/v1 RoleBinding rolebindings namespaced - -
rbac.authorization.k8s.io/v1 ClusterRole clusterroles cluster - -
rbac.authorization.k8s.io/v1 ClusterRoleBinding clusterrolebindings cluster - -
scheduling.k8s.io/v1 *PriorityClass priorityclasses cluster pc -
storage.k8s.io/v1 StorageClass storageclasses cluster sc -
apiextensions.k8s.io/v1 *CustomResourceDefinition customresourcedefinitions cluster crd,crds status
authorization.k8s.io/v1 SelfSubjectAccessReview selfsubjectaccessreviews cluster - -
authorization.k8s.io/v1 SelfSubjectRulesReview selfsubjectrulesreviews cluster - -
authorization.k8s.io/v1 SubjectAccessReview subjectaccessreviews cluster - -
authentication.k8s.io/v1 SelfSubjectReview selfsubjectreviews cluster - -
`;

const words = (text: string | undefined): string[] =>
  text === undefined || text === '-' ? [] : text.split(',');

function builtIn(line: string): Kind {
  const [apiVersion = '', marked = '', plural = '', scope, shortNames, subresources] = line.split(' ');
  const kind = marked.replace('*', '');
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  return {
    group: group ?? '',
    version: version ?? '',
    kind,
    plural,
    singular: kind.toLowerCase(),
    shortNames: words(shortNames),
    namespaced: scope === 'namespaced',
    shape: structNamed(kind),
    subresources: words(subresources),
    counted: marked.startsWith('*'),
    custom: false,
  };
}

/** Every kind that a cluster knows from the start. */
export const builtInKinds: readonly Kind[] = BUILT_IN.trim().split('\n').map(builtIn);

/** Where the objects of a kind are kept, and how error texts name them: `deployments.apps`, or `pods`. */
export function resourceOf(kind: Pick<Kind, 'group' | 'plural'>): string {
  return kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
}

/** `apps/v1`, or `v1` for the core group. */
export function apiVersionOf(kind: Pick<Kind, 'group' | 'version'>): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
}

/** The built-in kind with this name: for controllers, which know what they want. */
export function kindNamed(name: string): Kind {
  const found = builtInKinds.find(({ kind }) => kind === name);
  if (found === undefined) throw new Error(`No kind ${name} is built in.`);
  return found;
}

const REVIEWING = new Set(['authorization.k8s.io', 'authentication.k8s.io']);

/** Whether a kind is a question to the server, of which nothing is kept. */
export const isReview = ({ group, custom }: Kind): boolean => !custom && REVIEWING.has(group);
