import { Refusal } from '../errors.ts';
import { dig, objectOf, textOf } from '../json.ts';
import type { Operation } from '../operations.ts';
import type { Resource } from '../store.ts';
import { rangeOf } from './cidr.ts';
import { busyAtPoll, serverBusy, serverReady } from './postgres-busy.ts';
import { type, type Write } from './resource-type.ts';
import { parentId, topResource } from './target.ts';

const timing = { seconds: 30, ackSeconds: 0.3, retryAfterSeconds: 60 };

const accepted = (operation: string) => (op: Pick<Operation, 'startedAt'>) => ({
  status: 202 as const,
  body: { operation, startTime: new Date(op.startedAt).toISOString() },
});

/** What the children of a server have in common: one change at a time, and one way to be absent. */
const child = (what: string, upsert: string, drop: string) =>
  ({
    location: 'none',
    parentIsRoot: true,
    verbs: ['GET', 'HEAD', 'PUT', 'DELETE'],
    lockRoot: topResource,
    busy: serverBusy,
    doom: busyAtPoll,
    restores: true,
    // The text names the type of the server, not of the child (recorded).
    notFound: ({ target }) =>
      new Refusal(
        404,
        'ResourceNotFound',
        `The requested resource of type '${what}' with name '${target.names[1]}' was not found.`,
      ),
    visible: ({ state }) => state !== 'Creating',
    checkDelete: (resource, call) => serverReady(call.cloud.store.get(parentId(resource.id)), call),
    lro: {
      style: 'postgres',
      create: timing,
      update: timing,
      delete: timing,
      accepted: accepted(upsert),
      acceptedDelete: (op) => accepted(drop)(op).body,
    },
  }) satisfies Partial<Parameters<typeof type>[1]>;

function checkRule({ body, parent, ...call }: Write): void {
  serverReady(parent, call);
  const [first, last] = ['startIpAddress', 'endIpAddress'].map((member) =>
    rangeOf(`${textOf(dig(body, `properties.${member}`))}/32`),
  );
  const isRange = first?.size === 1 && last?.size === 1 && first.first <= last.first;
  if (isRange) return;
  throw new Refusal(
    400,
    'InvalidParameterValue',
    'Invalid value given for parameter StartIpAddress or EndIpAddress. Specify a valid parameter value.',
  );
}

const view =
  (own: string) =>
  ({ id, name, body }: Resource) => ({ id, name, type: own, properties: objectOf(body['properties']) });

const rules = 'Microsoft.DBforPostgreSQL/flexibleServers/firewallRules';

/** Who may knock at a server with a public address. */
export const firewallRules = type(rules, {
  ...child(
    'Microsoft.DBforPostgreSQL/flexibleServers',
    'UpsertServerFirewallRulesManagementOperation',
    'DropServerFirewallRulesManagementOperation',
  ),
  name: /^[-A-Za-z0-9_]{1,128}$/,
  requires: ['properties.startIpAddress', 'properties.endIpAddress'],
  properties: { startIpAddress: 'string', endIpAddress: 'string' },
  check: checkRule,
  keep: ({ body }) => ({ body: { properties: objectOf(body['properties']) } }),
  show: view(rules),
});

const admins = 'Microsoft.DBforPostgreSQL/flexibleServers/administrators';

/** Principals of the directory that administer a server: named by object id, shown by name. */
export const administrators = type(admins, {
  ...child(admins, 'UpsertAadAuthPrincipalManagementOperation', 'DropAadAuthPrincipalManagementOperation'),
  name: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
  requires: ['properties.principalName', 'properties.principalType'],
  properties: { objectId: 'string', principalName: 'string', principalType: 'string', tenantId: 'string' },
  check: ({ parent, ...call }) => serverReady(parent, call),
  keep: ({ body, name, cloud }) => ({
    body: {
      properties: { tenantId: cloud.directory.tenantId, ...objectOf(body['properties']), objectId: name },
    },
  }),
  show: (resource) => {
    const shown = view(admins)(resource);
    return { ...shown, name: textOf(shown.properties['principalName']) };
  },
});
