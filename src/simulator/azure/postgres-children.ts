import { notFound } from './checks.ts';
import { answer, Refusal } from '../errors.ts';
import { dig, objectOf, textOf } from '../json.ts';
import type { WireResponse } from '../wire.ts';
import { present, writeResource } from './lifecycle.ts';
import { busyAtPoll, serverBusy, serverReady, serverStub } from './postgres-busy.ts';
import { allParameters, parameterOf, takesValue, type Parameter } from './postgres-parameters.ts';
import { type, type Call, type Route } from './resource-type.ts';
import { parentId, topResource } from './target.ts';

const timing = { seconds: { p50: 5, p90: 9 }, ackSeconds: 0.3, retryAfterSeconds: 10 };
const accepted = (operation: string) => (op: { readonly startedAt: number }) => ({
  status: 202 as const,
  body: { operation, startTime: new Date(op.startedAt).toISOString() },
});

/** Databases of a server. */
export const databases = type('Microsoft.DBforPostgreSQL/flexibleServers/databases', {
  name: /^[A-Za-z_][-A-Za-z0-9_]{0,62}$/,
  nameRefusal: (name) =>
    new Refusal(400, 'InvalidDatabaseName', `Specified database name ${name} is not valid.`),
  location: 'none',
  parentIsRoot: true,
  verbs: ['GET', 'HEAD', 'PUT', 'DELETE'],
  properties: { charset: 'string', collation: 'string' },
  lockRoot: topResource,
  busy: serverBusy,
  doom: busyAtPoll,
  restores: true,
  notFound: ({ target }) =>
    new Refusal(
      404,
      'ResourceNotFound',
      `The requested resource of type 'Microsoft.DBforPostgreSQL/flexibleServers/databases' with name '${target.names[1]}' was not found.`,
    ),
  check({ existing, body, name, parent, ...call }) {
    serverReady(parent, call);
    if (/^(azure_maintenance|azure_sys|template0|template1)$/.test(name)) {
      throw new Refusal(400, 'InvalidDatabaseName', `The database name '${name}' is reserved.`);
    }
    const had = textOf(dig(existing?.body, 'properties.collation'));
    const wanted = textOf(dig(body, 'properties.collation'));
    if (existing === undefined || wanted === '' || wanted.toLowerCase() === had.toLowerCase()) return;
    throw new Refusal(
      400,
      'DatabaseCollationMismatch',
      `The collation of database '${name}' cannot be changed.`,
    );
  },
  keep: ({ body, existing }) => {
    const had = objectOf(existing?.body['properties']);
    const wanted = objectOf(body['properties']);
    const charset = textOf(wanted['charset'] ?? had['charset'] ?? 'UTF8').toUpperCase();
    return {
      body: { properties: { charset, collation: wanted['collation'] ?? had['collation'] ?? 'en_US.utf8' } },
    };
  },
  visible: ({ state }) => state !== 'Creating',
  show: ({ id, name, body }) => ({
    id,
    name,
    type: 'Microsoft.DBforPostgreSQL/flexibleServers/databases',
    properties: body['properties'],
  }),
  checkDelete(resource, call) {
    serverReady(call.cloud.store.get(parentId(resource.id)), call);
    if (/^(postgres|azure_maintenance|azure_sys)$/.test(resource.name)) {
      throw new Refusal(
        400,
        'InvalidDatabaseName',
        `The system database '${resource.name}' cannot be dropped.`,
      );
    }
  },
  lro: {
    style: 'postgres',
    create: timing,
    update: timing,
    delete: timing,
    accepted: accepted('UpsertServerDatabaseManagementOperation'),
    acceptedDelete: (op) => accepted('DropServerDatabaseManagementOperation')(op).body,
  },
});

/** A server has every parameter from its birth: they are kept with it, and only once they differ. */
function parameterView(call: Call, name: string, parameter: Parameter, value: string | undefined): object {
  const server = present(serverStub, {
    ...call,
    target: { ...call.target, path: topResource(call.target.path), type: serverStub.type },
  });
  return {
    id: `${server.id}/configurations/${name}`,
    name,
    type: 'Microsoft.DBforPostgreSQL/flexibleServers/configurations',
    properties: {
      value: value ?? parameter.defaultValue,
      description: parameter.description,
      defaultValue: parameter.defaultValue,
      dataType: parameter.dataType,
      allowedValues: parameter.allowedValues,
      source: value === undefined ? 'system-default' : 'user-override',
      isDynamicConfig: parameter.isDynamicConfig,
      isReadOnly: false,
      isConfigPendingRestart: value !== undefined && !parameter.isDynamicConfig,
      ...(parameter.unit === undefined ? {} : { unit: parameter.unit }),
      documentationLink: 'https://www.postgresql.org/docs/current/runtime-config.html',
    },
  };
}

/** Parameters of a server. They exist as long as it does, so they can be set but not deleted. */
export const configurations = type('Microsoft.DBforPostgreSQL/flexibleServers/configurations', {
  location: 'none',
  parentIsRoot: true,
  verbs: ['GET', 'PUT', 'PATCH'],
  properties: { value: 'string', source: 'string' },
  lockRoot: topResource,
  busy: serverBusy,
  doom: busyAtPoll,
  restores: true,
  check({ name, body, parent, ...call }) {
    serverReady(parent, call);
    const parameter = parameterOf(name);
    if (parameter === undefined)
      throw new Refusal(404, 'ResourceNotFound', `The configuration '${name}' does not exist.`);
    if (dig(body, 'properties.source') === 'system-default') return;
    const value = textOf(dig(body, 'properties.value'));
    if (takesValue(parameter, value)) return;
    throw new Refusal(
      400,
      'InvalidParameterValue',
      `The value '${value}' of configuration '${name}' is not valid. Allowed values are: ${parameter.allowedValues}.`,
    );
  },
  keep: ({ body }) => ({ body: { properties: objectOf(body['properties']) } }),
  lro: {
    style: 'postgres',
    create: timing,
    update: timing,
    delete: 'sync',
    accepted: accepted('UpdateConfigurationManagementOperation'),
  },
});

const path =
  '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/{server}/configurations';

const valueOf = (call: Call, name: string): string | undefined => {
  const set = call.cloud.store.get(`${topResource(call.target.path)}/configurations/${name}`);
  const isDefault = dig(set?.body, 'properties.source') === 'system-default';
  return set === undefined || set.state === 'Creating' || isDefault
    ? undefined
    : textOf(dig(set.body, 'properties.value'));
};

function readConfiguration(call: Call): WireResponse {
  const name = call.params['name'] ?? '';
  const parameter = parameterOf(name);
  if (parameter === undefined) throw notFound(call);
  return answer(200, parameterView(call, name, parameter, valueOf(call, name)));
}

/** Reading goes past the stored resources: most parameters were never written. */
export const configurationRoutes: readonly Route[] = [
  { method: 'GET', path: `${path}/{name}`, action: `${configurations.type}/read`, answer: readConfiguration },
  {
    method: 'PATCH',
    path: `${path}/{name}`,
    action: `${configurations.type}/write`,
    ackSeconds: timing.ackSeconds,
    answer: (call) => writeResource(configurations, call),
  },
  {
    method: 'GET',
    path,
    action: `${configurations.type}/read`,
    answer: (call) =>
      answer(200, {
        value: allParameters.map(([name, one]) => parameterView(call, name, one, valueOf(call, name))),
      }),
  },
];
