import { dig, listOf, objectOf, own, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { accountBehind } from '../account-tokens.ts';
import { forbidden, unauthorized } from '../refusals.ts';
import type { ApiRefusal } from '../refusals.ts';
import type { Kind } from '../schema/kinds.ts';
import type { Cluster } from '../store.ts';
import { findObject, listNamed } from '../store.ts';
import { isReview, kindNamed } from '../schema/kinds.ts';
import type { WireRequest } from '../../wire.ts';
import type { User } from '../world.ts';
import { isOn } from './call.ts';
import type { Call } from './call.ts';

/** One thing that somebody wants to do. */
export interface Attempt {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

/** Who stands behind a request: whom the certificate of the client names, or the bearer of a token. */
export function authenticate(cluster: Cluster, { peer, headers }: WireRequest): User {
  const { state } = cluster;
  if (peer !== undefined && peer.unit === state.fqdn) {
    return { name: peer.commonName, groups: [peer.organization, 'system:authenticated'] };
  }
  const token = /^Bearer (.+)$/i.exec(headers['authorization'] ?? '')?.[1];
  if (token === undefined) throw unauthorized();
  const user = own(state.tokens, token.trim()) ?? accountBehind(cluster, token.trim());
  if (user === undefined) throw unauthorized();
  return user;
}

const matches = (allowed: unknown, wanted: string): boolean =>
  listOf(allowed).some((item) => item === '*' || item === wanted);

function ruleAllows(rule: JsonObject, { verb, group, resource, name }: Attempt): boolean {
  const [, subresource] = resource.split('/');
  const isResource =
    matches(rule['resources'], resource) || matches(rule['resources'], `*/${subresource ?? ''}`);
  const names = listOf(rule['resourceNames']);
  const isNamed = names.length === 0 || (name !== undefined && names.includes(name));
  return matches(rule['verbs'], verb) && matches(rule['apiGroups'], group) && isResource && isNamed;
}

function isSubject(subject: JsonObject, user: User): boolean {
  const name = textOf(subject['name']);
  if (subject['kind'] === 'ServiceAccount') {
    return user.name === `system:serviceaccount:${textOf(subject['namespace'])}:${name}`;
  }
  return subject['kind'] === 'Group' ? user.groups.includes(name) : user.name === name;
}

/** The rules that the bindings of a user give him, those of the whole cluster first. */
export function rulesOf({ state }: Cluster, user: User, namespace: string | undefined): JsonObject[] {
  const bindings = [
    ...listNamed(state, 'ClusterRoleBinding'),
    ...(namespace === undefined ? [] : listNamed(state, 'RoleBinding', namespace)),
  ];
  return bindings
    .filter(({ subjects }) => listOf(subjects).some((subject) => isSubject(objectOf(subject), user)))
    .flatMap(({ roleRef, metadata }) => {
      const kind = textOf(dig(roleRef, 'kind'));
      const home = kind === 'Role' ? metadata.namespace : undefined;
      const role = findObject(state, kindNamed(kind), home, textOf(dig(roleRef, 'name')));
      return listOf(role?.['rules']).map(objectOf);
    });
}

/** Whether RBAC lets a user do something. */
export function isAllowed(cluster: Cluster, user: User, attempt: Attempt): boolean {
  if (user.groups.includes('system:masters')) return true;
  return rulesOf(cluster, user, attempt.namespace).some((rule) => ruleAllows(rule, attempt));
}

function verbOf({ request, target }: Call): string {
  const { method, url } = request;
  const isCollection = target.name === undefined;
  if (method === 'GET' && isOn(url, 'watch')) return 'watch';
  const verbs: Readonly<Record<string, string>> = {
    GET: isCollection ? 'list' : 'get',
    HEAD: 'get',
    POST: 'create',
    PUT: 'update',
    PATCH: 'patch',
    DELETE: isCollection ? 'deletecollection' : 'delete',
  };
  return verbs[method] ?? method.toLowerCase();
}

/** Refuses what RBAC does not allow. */
export function authorize(call: Call): void {
  const { kind, namespace, name, subresource } = call.target;
  const resource = subresource === undefined ? kind.plural : `${kind.plural}/${subresource}`;
  // Everybody may ask about himself: system:basic-user.
  if (isReview(kind) && kind.kind.startsWith('Self')) return;
  const home = kind.kind === 'Namespace' ? (name ?? undefined) : namespace;
  const attempt: Attempt = { verb: verbOf(call), group: kind.group, resource, namespace: home, name };
  if (isAllowed(call.cluster, call.user, attempt)) return;
  throw notAllowed(call.user, kind, { ...attempt, namespace });
}

function notAllowed(user: User, kind: Kind, { verb, resource, namespace, name }: Attempt): ApiRefusal {
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const what = `cannot ${verb} resource "${resource}" in API group "${kind.group}"`;
  return forbidden(kind, name ?? '', `User "${user.name}" ${what} ${where}`);
}

/** Refuses what RBAC does not let a user do with a kind, who acts within the cluster and sends no request. */
export function demand(
  cluster: Cluster,
  user: User,
  kind: Kind,
  act: {
    readonly verb: string;
    readonly namespace: string | undefined;
    readonly name?: string;
    readonly on?: 'status';
  },
): void {
  const { verb, namespace, name, on } = act;
  const resource = on === undefined ? kind.plural : `${kind.plural}/${on}`;
  const attempt: Attempt = { verb, group: kind.group, resource, namespace, name };
  if (!isAllowed(cluster, user, attempt)) throw notAllowed(user, kind, attempt);
}
