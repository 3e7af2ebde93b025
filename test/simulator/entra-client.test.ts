import { ClientAssertionCredential, ClientSecretCredential } from '@azure/identity';
import { expect, test } from '@jest/globals';
import { httpClient } from '../../src/simulator/doors.ts';
import { issueToken, readClaims } from '../../src/simulator/jwt.ts';
import { TENANT, identityRig } from './entra-rig.ts';

type Options = NonNullable<ConstructorParameters<typeof ClientSecretCredential>[3]>;

/** Options of @azure/identity that lead to the simulated sign-in service. */
function optionsFor({ entra }: ReturnType<typeof identityRig>): Options {
  return {
    httpClient: httpClient({ handle: (request) => Promise.resolve(entra.handle(request)) }),
    authorityHost: 'https://login.microsoftonline.com',
    disableInstanceDiscovery: true,
    retryOptions: { maxRetries: 0 },
  };
}

const SCOPE = 'https://graph.microsoft.com/.default';

test('the real ClientSecretCredential signs in', async () => {
  const rig = identityRig();
  const { appId, secret, principal } = rig.client();
  const credential = new ClientSecretCredential(TENANT, appId, secret, optionsFor(rig));
  const { token } = await credential.getToken(SCOPE);
  expect(readClaims(token)).toMatchObject({ oid: principal.id, aud: 'https://graph.microsoft.com' });
});

test('the real ClientSecretCredential tells the refusals apart', async () => {
  const rig = identityRig();
  const { appId } = rig.client();
  const rows = [
    [TENANT, appId, /AADSTS7000215/],
    [TENANT, TENANT, /AADSTS700016/],
    ['44444444-4444-4444-8444-444444444444', appId, /AADSTS90002|invalid_tenant|endpoints_resolution_error/],
  ] as const;
  for (const [tenant, clientId, message] of rows) {
    const credential = new ClientSecretCredential(tenant, clientId, 'wrong', optionsFor(rig));
    await expect(credential.getToken(SCOPE)).rejects.toThrow(message);
  }
});

test('the real ClientAssertionCredential signs a managed identity in', async () => {
  const rig = identityRig();
  const { clientId, principalId } = rig.entra.directory.addManagedIdentity('tasks');
  const trust = {
    issuer: 'https://oidc.example/',
    subject: 'task',
    audiences: ['api://AzureADTokenExchange'],
  };
  rig.entra.directory.setFederatedCredentials(clientId, [trust]);
  const assertion = issueToken({ iss: trust.issuer, sub: trust.subject, aud: trust.audiences }, 'cluster');
  const credential = new ClientAssertionCredential(
    TENANT,
    clientId,
    () => Promise.resolve(assertion),
    optionsFor(rig),
  );
  expect(readClaims((await credential.getToken(SCOPE)).token)).toMatchObject({ oid: principalId });
});
