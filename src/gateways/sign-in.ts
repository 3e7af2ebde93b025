import type { TokenCredential } from '@azure/identity';
import { problemFrom } from '../problems/from-azure.ts';
import { Problem } from '../problems/problem.ts';
import type { Secret } from '../util/secret.ts';
import type { Operator } from '../world.ts';
import type { HttpClient } from './azure-pipeline.ts';
import { inTurn } from './load.ts';

/** The ways to sign in that `--auth` takes. */
export type AuthMethod = 'cli' | 'environment' | 'managed-identity' | 'device-code';

/** How to sign in. */
export interface CredentialOptions {
  readonly auth: AuthMethod;
  /** Guests have to name the tenant of the subscription: theirs is another. */
  readonly tenant?: string | undefined;
  /** Which of a machine's user-assigned identities; left out: its own. */
  readonly clientId?: string | undefined;
  /** Entra's address in other clouds. */
  readonly authorityHost?: string | undefined;
  /** Entra's instruction with address and code, for the person to see. */
  readonly onDeviceCode: (message: string) => void;
}

/** `az` is a Python program: slow to start, and without a limit of its own it may wait for a prompt that nobody sees. */
const CLI_WITHIN_MS = 30_000;

/**
 * The credential behind `--auth`. It asks for a token only when it is used.
 *
 * Never DefaultAzureCredential: people who use Metaflow export the secret of the very application that we make, and it
 * would sign in as that.
 */
export async function createCredential({
  auth,
  tenant,
  clientId,
  authorityHost,
  onDeviceCode,
}: CredentialOptions): Promise<TokenCredential> {
  const identity = await inTurn(() => import('@azure/identity'));
  const authority = authorityHost === undefined ? {} : { authorityHost };
  const options = tenant === undefined ? authority : { ...authority, tenantId: tenant };
  const makers: Readonly<Record<AuthMethod, () => TokenCredential>> = {
    cli: () =>
      new identity.AzureCliCredential({
        ...(tenant === undefined ? {} : { tenantId: tenant }),
        processTimeoutInMs: CLI_WITHIN_MS,
      }),
    environment: () => new identity.EnvironmentCredential(authority),
    'managed-identity': () =>
      new identity.ManagedIdentityCredential(clientId === undefined ? {} : { clientId }),
    'device-code': () =>
      new identity.DeviceCodeCredential({
        ...options,
        userPromptCallback: ({ message }) => onDeviceCode(message),
      }),
  };
  try {
    return makers[auth]();
  } catch (error) {
    // Their constructors check no more than the form of what they are given.
    throw new Problem(
      'sign-in.wrong-tenant',
      'Sign-in: the id of the tenant or of the application is not one',
      {
        cause: error,
        advice: [
          'az account show --query tenantId    says the tenant',
          'Look at --tenant, AZURE_TENANT_ID and AZURE_CLIENT_ID',
        ],
      },
    );
  }
}

/** Who a credential stands for, as its token says. What it cannot get a token for is a Problem that names the way in. */
export async function whoAmI(credential: TokenCredential, scope: string): Promise<Operator> {
  const token = await credential.getToken(scope).catch((error: unknown) => {
    throw problemFrom(error, { doing: 'sign-in', what: 'Sign-in' });
  });
  const claims = claimsOf(token?.token ?? '');
  const name = claims['upn'] ?? claims['unique_name'] ?? claims['preferred_username'] ?? claims['email'];
  // `idtyp` is not in every token; only a person's names scopes that were consented to.
  const isApp =
    claims['idtyp'] === undefined
      ? claims['scp'] === undefined && name === undefined
      : claims['idtyp'] === 'app';
  const { oid, tid } = claims;
  if (oid === undefined || tid === undefined) throw unreadable();
  return {
    objectId: oid,
    type: isApp ? 'ServicePrincipal' : 'User',
    name: (isApp ? (claims['appid'] ?? claims['azp']) : name) ?? oid,
    tenantId: tid,
  };
}

function claimsOf(token: string): Readonly<Record<string, string | undefined>> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
    return claims as Readonly<Record<string, string | undefined>>;
  } catch {
    // The text of a token must not get into an error.
    throw unreadable();
  }
}

const unreadable = (): Problem =>
  new Problem('sign-in.refused', 'Sign-in: the token does not say who is signed in', {
    advice: [
      'az logout, then az login',
      'metaflow-azure up --auth device-code    signs in without the Azure CLI',
    ],
  });

/** What to prove, and with which transport. */
export interface SecretProof {
  readonly tenantId: string;
  readonly clientId: string;
  readonly secret: Secret;
  readonly scope: string;
  readonly httpClient?: HttpClient | undefined;
  readonly authorityHost?: string | undefined;
}

/** Whether Entra takes a secret. One that is new may be unknown to some replicas for minutes: ask again. */
export async function proveSecret({
  tenantId,
  clientId,
  secret,
  scope,
  httpClient,
  authorityHost,
}: SecretProof): Promise<'ok' | Problem> {
  const { ClientSecretCredential } = await inTurn(() => import('@azure/identity'));
  try {
    // A new credential each time: it keeps tokens, and a kept one proves nothing.
    const credential = new ClientSecretCredential(tenantId, clientId, secret.reveal(), {
      retryOptions: { maxRetries: 0 },
      disableInstanceDiscovery: true,
      ...(httpClient === undefined ? {} : { httpClient }),
      ...(authorityHost === undefined ? {} : { authorityHost }),
    });
    await credential.getToken(scope);
    return 'ok';
  } catch (error) {
    const problem = problemFrom(error, { doing: 'prove', what: 'Password of the application' });
    if (problem instanceof Problem) return problem;
    throw problem;
  }
}
