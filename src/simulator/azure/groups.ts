import { regions } from '../catalogue.ts';
import { Refusal } from '../errors.ts';
import { objectOf, textOf } from '../json.ts';
import type { Seconds } from '../spread.ts';
import type { Resource } from '../store.ts';
import type { Cloud } from './cloud.ts';
import { comesBack, foreignResource, groupType, linkedSubnet, resurrection } from './group-faults.ts';
import { type, type Call } from './resource-type.ts';
import { sameRegion, topResource } from './target.ts';

/** How long a group's deletion takes, by the slowest thing in it. */
function deletionSeconds(id: string, { store }: Cloud): Seconds {
  const types = store.below(id).map((resource) => resource.type.toLowerCase());
  if (types.includes('microsoft.containerservice/managedclusters'))
    return { p50: 345, p90: 375, min: 225, max: 480 };
  if (types.includes('microsoft.dbforpostgresql/flexibleservers')) return { p50: 112, p90: 135, min: 45 };
  return { p50: 46, p90: 85 };
}

const absent = ({ target }: Call): Refusal =>
  new Refusal(404, 'ResourceGroupNotFound', `Resource group '${target.names[0]}' could not be found.`, {
    cause: 'gateway',
  });

const inUse = ({ id, name }: Resource): string =>
  `Subnet ${name} is in use by ${id}/serviceAssociationLinks/${name}-service-association-link and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`;

function blocked(
  group: Resource,
  call: Call,
  seconds: number,
): { code: string; message: string; details: Record<string, unknown>[] } | undefined {
  const { cloud, target, request } = call;
  const held = linkedSubnet(group, cloud, seconds);
  const knobs =
    held === undefined
      ? cloud.surroundings.faults.take('rg.deleteBlocked', `${request.method} ${target.path}`)
      : { resource: topResource(held.id), message: inUse(held) };
  if (knobs === undefined) return undefined;
  const name = target.names[0] ?? '';
  const culprit = textOf(knobs['resource']) || (cloud.store.below(target.path)[0]?.id ?? target.path);
  return {
    code: 'ResourceGroupDeletionBlocked',
    message: `Deletion of resource group '${name}' failed as resources with identifiers '${culprit.split('/providers/').at(-1)}' could not be deleted. The provisioning state of the resource group will be rolled back. The tracking Id is '${cloud.guid()}'. Please check audit logs for more details.`,
    details: [
      {
        code: 'Conflict',
        target: culprit,
        message: textOf(knobs['message']) || 'The resource is still in use.',
      },
    ],
  };
}

/** Resource groups: written at once, deleted with everything in them. */
export const resourceGroups = type(groupType, {
  rightsType: 'Microsoft.Resources/subscriptions/resourceGroups',
  idOf: ({ target }) => `${target.scope}/resourceGroups/${target.names[0]}`,
  name: /^(?=.{1,90}$)[-\w._()]*[-\w_()]$/u,
  nameRefusal: (name) =>
    new Refusal(
      400,
      'InvalidResourceGroup',
      `The provided resource group name '${name}' has these invalid characters or length. The name can only be a letter, digit, '-', '.', '(', ')' or '_'.`,
      { cause: 'gateway' },
    ),
  location: 'none',
  filters: true,
  members: { managedBy: 'string' },
  properties: { provisioningState: 'string' },
  states: { failed: 'Succeeded' },
  ackSeconds: { write: { p50: 1, p90: 3 } },
  notFound: absent,
  check({ body, existing, cloud, target }) {
    const wanted = textOf(body['location']);
    const had = textOf(existing?.body['location']);
    if (wanted === '' && existing === undefined) {
      throw new Refusal(400, 'LocationRequired', 'The location property is required for this definition.', {
        cause: 'gateway',
      });
    }
    if (wanted !== '' && existing !== undefined && !sameRegion(wanted, had)) {
      throw new Refusal(
        409,
        'InvalidResourceGroupLocation',
        `Invalid resource group location '${wanted}'. The Resource group already exists in location '${had}'.`,
        { cause: 'gateway' },
      );
    }
    if (wanted !== '' && !regions.some(({ name }) => sameRegion(name, wanted))) {
      throw new Refusal(
        400,
        'LocationNotAvailableForResourceGroup',
        `The provided location '${wanted}' is not available for resource group. List of available regions is '${regions.map(({ name }) => name).join(',')}'.`,
        { cause: 'gateway' },
      );
    }
    if (cloud.store.get(target.path)?.deleting === true) {
      throw new Refusal(
        409,
        'ResourceGroupBeingDeleted',
        `The resource group '${target.names[0]}' is in deprovisioning state and cannot perform this operation.`,
        { cause: 'gateway' },
      );
    }
  },
  busy: (_resource, { target }) =>
    new Refusal(
      409,
      'ResourceGroupBeingDeleted',
      `The resource group '${target.names[0]}' is in deprovisioning state and cannot perform this operation.`,
      { cause: 'gateway' },
    ),
  keep({ body, existing }) {
    const location = regions.find(({ name }) => sameRegion(name, textOf(body['location'])))?.name;
    return {
      body: {
        location: location ?? existing?.body['location'],
        ...(body['managedBy'] === undefined ? {} : { managedBy: body['managedBy'] }),
        ...(body['tags'] === undefined ? {} : { tags: objectOf(body['tags']) }),
        properties: {},
      },
    };
  },
  lro: {
    style: 'groups',
    create: 'sync',
    update: 'sync',
    delete: { seconds: deletionSeconds, ackSeconds: 1, retryAfterSeconds: 15 },
    accepted: () => ({ status: 201 }),
  },
  doom: (group, call, { verb, seconds }) => (verb === 'delete' ? blocked(group, call, seconds) : undefined),
  stored: foreignResource,
  deletionStarts: resurrection,
  gone: comesBack,
});
