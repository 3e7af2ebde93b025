import { answer, Refusal } from '../errors.ts';
import { dig, listOf, objectOf, textOf } from '../json.ts';
import type { Resource } from '../store.ts';
import type { WireResponse } from '../wire.ts';
import type { Cloud } from './cloud.ts';
import { subscriptionOf } from './conditions.ts';
import { present } from './lifecycle.ts';
import { type, type Call, type Provider, type Write } from './resource-type.ts';
import { parentId } from './target.ts';

const identityType = 'Microsoft.ManagedIdentity/userAssignedIdentities';

/** Identities that workloads use. Their ids come back with a lower-case `resourcegroups`. */
const userAssignedIdentities = type(identityType, {
  idOf: ({ target, cloud }) =>
    `/subscriptions/${target.subscriptionId}/resourcegroups/${cloud.store.get(target.scope)?.name}/providers/${identityType}/${target.names[0]}`,
  name: /^[A-Za-z0-9][-A-Za-z0-9_]{2,127}$/,
  location: 'regional',
  properties: { tenantId: 'string', principalId: 'string', clientId: 'string', isolationScope: 'string' },
  keep: ({ body, existing, location, cloud, name }) => {
    const properties = existing?.body['properties'] ?? {
      tenantId: cloud.directory.tenantId,
      ...cloud.directory.addManagedIdentity(name),
    };
    return { body: { location, tags: objectOf(body['tags'] ?? existing?.body['tags']), properties } };
  },
  ackSeconds: { write: 2, delete: 1 },
  locates: true,
  deleted: { status: 200 },
  gone: ({ body }, cloud) =>
    cloud.directory.removeManagedIdentity(textOf(dig(body, 'properties.principalId'))),
});

/** From effect to answer: whoever writes before that writes concurrently. */
const WRITE_SECONDS = 2;

function checkCredential({ cloud, parent, body, existing, name }: Write): void {
  if (parent === undefined) return;
  if (Number(parent.hidden['writingUntil'] ?? 0) > cloud.now()) {
    throw new Refusal(
      409,
      'ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity',
      `Too many Federated Identity Credentials are written concurrently for the managed identity '${parent.id}'. Concurrent Federated Identity Credentials writes under the same managed identity are not supported.`,
    );
  }
  const others = cloud.store
    .children(parent.id, federatedIdentityCredentials.type)
    .filter((other) => other.name.toLowerCase() !== name.toLowerCase());
  if (existing === undefined && others.length >= 20) {
    throw new Refusal(
      400,
      'TooManyFederatedIdentityCredentials',
      `The managed identity '${parent.id}' has 20 federated identity credentials already.`,
    );
  }
  const isSame = (other: Resource, member: string): boolean =>
    dig(other.body, `properties.${member}`) === dig(body, `properties.${member}`);
  if (others.some((other) => isSame(other, 'issuer') && isSame(other, 'subject'))) {
    throw new Refusal(
      409,
      'Conflict',
      'Issuer and subject combination already exists for this Managed Identity.',
    );
  }
  parent.hidden['writingUntil'] = cloud.now() + (WRITE_SECONDS / 2) * 1000;
}

/** Tells the directory whom an identity trusts now. */
function publish(cloud: Cloud, identityId: string): void {
  const identity = cloud.store.get(identityId);
  if (identity === undefined) return;
  const trusts = cloud.store.children(identityId, federatedIdentityCredentials.type).map(({ body }) => ({
    issuer: textOf(dig(body, 'properties.issuer')),
    subject: textOf(dig(body, 'properties.subject')),
    audiences: listOf(dig(body, 'properties.audiences')).map(textOf),
  }));
  cloud.directory.setFederatedCredentials(textOf(dig(identity.body, 'properties.clientId')), trusts);
}

/** Trust of an identity in the tokens of an issuer. One write at a time per identity. */
const federatedIdentityCredentials = type(`${identityType}/federatedIdentityCredentials`, {
  name: /^[A-Za-z0-9][-A-Za-z0-9_]{2,119}$/,
  location: 'none',
  verbs: ['GET', 'HEAD', 'PUT', 'DELETE'],
  requires: ['properties.issuer', 'properties.subject', 'properties.audiences'],
  properties: { issuer: 'string', subject: 'string', audiences: 'strings' },
  notFound: ({ target }) => new Refusal(404, 'NotFound', `Resource '${target.path}' was not found.`),
  check: checkCredential,
  keep: ({ body }) => ({ body: { properties: objectOf(body['properties']) } }),
  stored: (resource, { cloud }) => publish(cloud, parentId(resource.id)),
  ackSeconds: { write: WRITE_SECONDS, delete: 1 },
  locates: true,
  deleted: { status: 200 },
  gone: (resource, cloud) => publish(cloud, parentId(resource.id)),
});

/** Which resources use an identity. */
function associated(call: Call): WireResponse {
  const { cloud, target } = call;
  const path = parentId(`${target.path}/`);
  const identity = present(userAssignedIdentities, {
    ...call,
    target: { ...target, path, type: identityType },
  });
  const value = cloud.store
    .below(`/subscriptions/${target.subscriptionId}`)
    .filter(({ body }) =>
      Object.keys(objectOf(dig(body, 'identity.userAssignedIdentities'))).some(
        (id) => id.toLowerCase() === identity.id.toLowerCase(),
      ),
    )
    .map(({ id, name, type: own }) => ({
      id,
      name,
      type: own.toLowerCase(),
      resourceGroup: id.split('/')[4]?.toLowerCase(),
      subscriptionId: target.subscriptionId,
      subscriptionDisplayName: subscriptionOf(call).displayName,
    }));
  return answer(200, { totalCount: value.length, value });
}

/** Microsoft.ManagedIdentity. */
export const managedidentity: Provider = {
  namespace: 'Microsoft.ManagedIdentity',
  types: [userAssignedIdentities, federatedIdentityCredentials],
  routes: [
    {
      method: 'POST',
      path: `/subscriptions/{subscription}/resourceGroups/{group}/providers/${identityType}/{identity}/listAssociatedResources`,
      action: `${identityType}/listAssociatedResources/action`,
      answer: associated,
    },
  ],
};
