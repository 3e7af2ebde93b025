import type { TokenCredential } from '@azure/identity';
import { Problem } from '../problems/problem.ts';
import { problemFrom } from '../problems/from-azure.ts';
import type { Secret } from '../util/secret.ts';
import type { Operator } from '../world.ts';
import type { HttpClient } from './azure.ts';

/** The ways to sign in that `--auth` takes. */
export type AuthMethod = 'cli' | 'environment' | 'managed-identity' | 'device-code';

export interface CredentialOptions {
  readonly auth: AuthMethod;
  readonly tenant?: string | undefined;
  /** Azure's instruction with address and code, for the person to see. */
  readonly onDeviceCode: (message: string) => void;
}

/** The credential behind `--auth`. It asks for a token only when it is used. */
export async function createCredential({
  auth,
  tenant,
  onDeviceCode,
}: CredentialOptions): Promise<TokenCredential> {
  const identity = await import('@azure/identity');
  const options = tenant === undefined ? {} : { tenantId: tenant };
  switch (auth) {
    case 'cli':
      return new identity.AzureCliCredential({ ...options, processTimeoutInMs: 30_000 });
    case 'environment':
      return new identity.EnvironmentCredential();
    case 'managed-identity':
      return new identity.ManagedIdentityCredential();
    case 'device-code':
      return new identity.DeviceCodeCredential({
        ...options,
        userPromptCallback: ({ message }) => onDeviceCode(message),
      });
  }
}

/** Who a credential stands for, as its token says. */
export async function whoAmI(credential: TokenCredential, scope: string): Promise<Operator> {
  const token = await credential.getToken(scope);
  const claims = JSON.parse(
    Buffer.from(token?.token.split('.')[1] ?? '', 'base64url').toString('utf8'),
  ) as Readonly<Record<string, string | undefined>>;
  const isApp = claims['idtyp'] === 'app';
  return {
    objectId: claims['oid'] ?? '',
    type: isApp ? 'ServicePrincipal' : 'User',
    name: claims['upn'] ?? claims['unique_name'] ?? claims['appid'] ?? '',
    tenantId: claims['tid'] ?? '',
  };
}

export interface SecretProof {
  readonly tenantId: string;
  readonly clientId: string;
  readonly secret: Secret;
  readonly scope: string;
  readonly httpClient?: HttpClient;
  readonly authorityHost?: string;
}

/** Whether Entra takes a secret already: replicas of the directory learn of it one by one (EC-5). */
export async function proveSecret({
  tenantId,
  clientId,
  secret,
  scope,
  httpClient,
  authorityHost,
}: SecretProof): Promise<'ok' | Problem> {
  const { ClientSecretCredential } = await import('@azure/identity');
  try {
    await new ClientSecretCredential(tenantId, clientId, secret.reveal(), {
      ...(httpClient === undefined ? {} : { httpClient }),
      ...(authorityHost === undefined ? {} : { authorityHost }),
    }).getToken(scope);
    return 'ok';
  } catch (error) {
    const problem = problemFrom(error, { doing: 'prove', what: 'The secret of the application' });
    if (problem instanceof Problem) return problem;
    throw error;
  }
}
