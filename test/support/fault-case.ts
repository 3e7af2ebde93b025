import { operator } from '../../src/simulator/catalogue.ts';
import type { armFaults, Fault } from '../../src/simulator/faults.ts';
import { blobContributor, guid, paths, wire } from './azure-bodies.ts';
import type { Answer, Part, Rig } from './wire-client.ts';

/** How a fault is provoked, and what it looks like. */
export interface FaultCase {
  readonly id: keyof typeof armFaults;
  readonly before?: readonly Part[];
  readonly fault?: Omit<Fault, 'id'>;
  /** What is done while the fault is on. */
  readonly act: (rig: Rig) => Promise<Answer>;
  readonly expects: readonly [status: number, code: string];
}

const bodyOf = (part: Part): unknown => (wire as Record<string, unknown>)[part];
/** Writes a part, with its usual body unless another is given. */
export const put =
  (part: Part, body: unknown = bodyOf(part)) =>
  (rig: Rig) =>
    rig.call('PUT', paths[part], body);
/** Looks at a part. */
export const get = (part: Part) => (rig: Rig) => rig.call('GET', paths[part]);
/** Deletes a part. */
export const remove = (part: Part) => (rig: Rig) => rig.call('DELETE', paths[part]);
/** The last answer of an operation on a part. */
export const outcome = (method: string, part: Part) => async (rig: Rig) =>
  (await rig.finish(method, paths[part], method === 'PUT' ? bodyOf(part) : undefined)).last;
/** Where the role assignment of these cases stands. */
export const assignment = `${paths.group}/providers/Microsoft.Authorization/roleAssignments/${guid(1)}`;
/** What it says. */
export const grantBody = {
  properties: {
    principalId: operator.objectId,
    roleDefinitionId: `/x/${blobContributor}`,
    principalType: 'User',
  },
};
/** Writes it. */
export const grant = (rig: Rig) => rig.call('PUT', assignment, grantBody);
/** What a test wants to see of an answer that is no error. */
export const said = (status: number, code = ''): Answer => ({
  status,
  headers: {},
  body: { code },
  text: '',
});
/** Acts once an operation on a part is over. */
export const after = (method: string, part: Part, act: (rig: Rig) => Promise<Answer>) => async (rig: Rig) => {
  await rig.finish(method, paths[part], bodyOf(part));
  return act(rig);
};
/** Reads a blob as the operator. */
export const readBlob = (rig: Rig) =>
  rig.call('GET', 'https://acct1.blob.core.windows.net/flows/a', undefined, {
    authorization: `Bearer ${rig.simulator.signIn({ audience: 'https://storage.azure.com' })}`,
    'x-ms-version': '2024-11-04',
  });
/** What a cluster needs before it. */
export const network: readonly Part[] = ['group', 'network'];
/** What a server needs before it. */
export const database: readonly Part[] = ['group', 'network', 'zone'];
/** Asks what the region has of PostgreSQL. */
export const capabilities = (rig: Rig) =>
  rig.call('GET', '~/providers/Microsoft.DBforPostgreSQL/locations/eastus2/capabilities');
