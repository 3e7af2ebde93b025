import { isObject, textOf } from '../../json.ts';
import { ApiRefusal, forbidden, notFound } from '../refusals.ts';
import { podSecurityProblems } from '../rules/pod-security.ts';
import { kindNamed } from '../schema/kinds.ts';
import { findObject } from '../store.ts';
import { isStruck } from '../strikes.ts';
import type { KubeObject } from '../world.ts';
import type { Call } from './call.ts';
import { checkEscalation } from './escalation.ts';

function checkNamespace({ cluster, target }: Call, object: KubeObject): KubeObject | undefined {
  const { kind, namespace } = target;
  if (!kind.namespaced || namespace === undefined) return undefined;
  const found = findObject(cluster.state, kindNamed('Namespace'), undefined, namespace);
  if (found === undefined) throw notFound(kindNamed('Namespace'), namespace);
  if (found.metadata.deletionTimestamp !== undefined) {
    const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
    const refusal = forbidden(kind, object.metadata.name, why);
    const causes = [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ];
    throw new ApiRefusal(403, 'Forbidden', refusal.message, { ...refusal.details, causes });
  }
  return found;
}

function checkAccount({ cluster, target }: Call, object: KubeObject): void {
  const spec = isObject(object['spec']) ? object['spec'] : {};
  const account = textOf(spec['serviceAccountName']) || 'default';
  const name = object.metadata.name;
  if (findObject(cluster.state, kindNamed('ServiceAccount'), target.namespace, account) === undefined) {
    const where = `${target.namespace ?? ''}/${account}`;
    throw forbidden(
      target.kind,
      name,
      `error looking up service account ${where}: serviceaccount "${account}" not found`,
    );
  }
  const priority = textOf(spec['priorityClassName']);
  if (priority === '') return;
  if (findObject(cluster.state, kindNamed('PriorityClass'), undefined, priority) === undefined) {
    throw forbidden(target.kind, name, `no PriorityClass with name ${priority} was found`);
  }
}

function checkPodSecurity(call: Call, object: KubeObject, namespace: KubeObject): void {
  const { kind } = call.target;
  for (const { mode, level, problems } of podSecurityProblems(object, namespace.metadata.labels ?? {})) {
    const text = `PodSecurity "${level}:latest": ${problems.join(', ')}`;
    if (mode === 'enforce' && kind.kind === 'Pod') {
      throw forbidden(kind, object.metadata.name, `violates ${text}`);
    }
    if (mode !== 'enforce') call.warnings.push(`would violate ${text}`);
  }
}

function checkWebhooks({ cluster, target }: Call, object: KubeObject): void {
  const where = target.namespace === undefined ? '' : `${target.namespace}/`;
  const about = `${target.kind.kind} ${where}${object.metadata.name}`;
  const knobs = isStruck(cluster.surroundings.faults, 'k8s.webhookDenies', about);
  if (knobs === undefined) return;
  const why = textOf(knobs['message']) || 'denied by policy';
  throw new ApiRefusal(
    403,
    'Forbidden',
    `admission webhook "validation.gatekeeper.sh" denied the request: ${why}`,
  );
}

/** Whether the cluster lets this object in, before it is validated: namespaces, pod security, webhooks. */
export function admit(call: Call, object: KubeObject, live: KubeObject | undefined): void {
  const { kind, subresource } = call.target;
  if (subresource !== undefined) return;
  const namespace = live === undefined ? checkNamespace(call, object) : undefined;
  if (live === undefined && kind.kind === 'Pod') checkAccount(call, object);
  const home = namespace ?? namespaceOf(call);
  if (home !== undefined) checkPodSecurity(call, object, home);
  checkEscalation(call, object);
  checkWebhooks(call, object);
}

function namespaceOf({ cluster, target }: Call): KubeObject | undefined {
  if (target.namespace === undefined) return undefined;
  return findObject(cluster.state, kindNamed('Namespace'), undefined, target.namespace);
}
