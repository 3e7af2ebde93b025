import { subscriptions, tenantId } from '../catalogue.ts';
import type { Simulator } from '../simulator.ts';

/** Somebody to sign in as, for programs: an application that owns the subscriptions. */
export interface Account {
  readonly tenantId: string;
  readonly subscriptionId: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const NAME = 'simulator';
const OWNER = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';
const GRAPH = 'https://graph.microsoft.com';
const ARM = 'https://management.azure.com';

/** Makes the account as anybody would, by calls of the operator who waits after each; the world remembers it. */
export async function openAccount(simulator: Simulator, wait: () => void): Promise<Account> {
  const known = simulator.world['account'] as Account | undefined;
  if (known !== undefined) return known;
  const call = caller(simulator, wait);
  const { id, appId } = await call(GRAPH, 'POST', '/v1.0/applications', { displayName: NAME });
  const principal = await call(GRAPH, 'POST', '/v1.0/servicePrincipals', { appId });
  simulator.directory.addAdministrator(principal['id'] ?? '');
  const { secretText } = await call(GRAPH, 'POST', `/v1.0/applications/${id}/addPassword`, {
    passwordCredential: { displayName: NAME },
  });
  for (const [index, { subscriptionId }] of subscriptions.entries()) {
    const scope = `/subscriptions/${subscriptionId}`;
    const name = `0000000${index}-bbbb-4bbb-8bbb-bbbbbbbbbbbb`;
    const path = `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`;
    const properties = {
      roleDefinitionId: `${scope}/providers/Microsoft.Authorization/roleDefinitions/${OWNER}`,
      principalId: principal['id'],
      principalType: 'ServicePrincipal',
    };
    await call(ARM, 'PUT', path, { properties });
  }
  const account: Account = {
    tenantId,
    subscriptionId: subscriptions[0].subscriptionId,
    clientId: appId ?? '',
    clientSecret: secretText ?? '',
  };
  simulator.world['account'] = account;
  return account;
}

type Called = Readonly<Record<string, string | undefined>>;

const caller =
  (simulator: Simulator, wait: () => void) =>
  async (audience: string, method: string, path: string, body: unknown): Promise<Called> => {
    const headers = {
      authorization: `Bearer ${simulator.signIn({ audience })}`,
      'content-type': 'application/json',
    };
    const url = new URL(path, audience);
    const answer = await simulator.handle({ method, url, headers, body: JSON.stringify(body) });
    if (answer.status >= 300)
      throw new Error(`${method} ${path} was answered with ${answer.status}: ${answer.body}`);
    wait();
    return JSON.parse(answer.body) as Called;
  };
