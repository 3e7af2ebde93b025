import { dig, listOf, objectOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { forbidden } from '../refusals.ts';
import { kindNamed } from '../schema/kinds.ts';
import { findObject } from '../store.ts';
import type { KubeObject } from '../world.ts';
import { isAllowed } from './access.ts';
import type { Call } from './call.ts';

const quoted = (values: readonly unknown[]): string =>
  `[${values.map((value) => JSON.stringify(value)).join(' ')}]`;

/** What of a rule somebody may not do himself, by group and resource. */
function missingOf({ cluster, user, target }: Call, rule: JsonObject): string[] {
  const names = listOf(rule['resourceNames']).map(textOf);
  const named = names.length === 0 ? '' : `, ResourceNames:${quoted(names)}`;
  return listOf(rule['apiGroups']).flatMap((group) =>
    listOf(rule['resources']).flatMap((resource) => {
      const wanted = { group: textOf(group), resource: textOf(resource), namespace: target.namespace };
      const may = (verb: unknown, name: string | undefined): boolean =>
        isAllowed(cluster, user, { ...wanted, verb: textOf(verb), name });
      const verbs = listOf(rule['verbs']).filter((verb) =>
        names.length === 0 ? !may(verb, undefined) : !names.every((name) => may(verb, name)),
      );
      if (verbs.length === 0) return [];
      return [
        `{APIGroups:${quoted([group])}, Resources:${quoted([resource])}${named}, Verbs:${quoted(verbs)}}`,
      ];
    }),
  );
}

function rulesOf({ cluster, target }: Call, object: KubeObject): JsonObject[] {
  const { kind } = target.kind;
  if (kind === 'Role' || kind === 'ClusterRole') return listOf(object['rules']).map(objectOf);
  if (kind !== 'RoleBinding' && kind !== 'ClusterRoleBinding') return [];
  const role = textOf(dig(object, 'roleRef.kind'));
  if (role !== 'Role' && role !== 'ClusterRole') return [];
  const home = role === 'Role' ? target.namespace : undefined;
  const found = findObject(cluster.state, kindNamed(role), home, textOf(dig(object, 'roleRef.name')));
  return listOf(found?.['rules']).map(objectOf);
}

/** Refuses a role or a binding that gives more than its author has, unless he may do just that. */
export function checkEscalation(call: Call, object: KubeObject): void {
  const { cluster, user, target } = call;
  const { kind, namespace } = target;
  if (kind.group !== 'rbac.authorization.k8s.io' || user.groups.includes('system:masters')) return;
  const isRole = kind.kind === 'Role' || kind.kind === 'ClusterRole';
  const resource = isRole ? kind.plural : `${textOf(dig(object, 'roleRef.kind')).toLowerCase()}s`;
  const name = isRole ? object.metadata.name : textOf(dig(object, 'roleRef.name'));
  const attempt = { verb: isRole ? 'escalate' : 'bind', group: kind.group, resource, namespace, name };
  if (isAllowed(cluster, user, attempt)) return;
  const missing = rulesOf(call, object).flatMap((rule) => missingOf(call, rule));
  if (missing.length === 0) return;
  const who = `user ${JSON.stringify(user.name)} (groups=${quoted(user.groups)})`;
  const what = 'is attempting to grant RBAC permissions not currently held';
  throw forbidden(kind, object.metadata.name, `${who} ${what}:\n${missing.join('\n')}`);
}
