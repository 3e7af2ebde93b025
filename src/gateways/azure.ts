import type { ManagedServiceIdentityClient } from '@azure/arm-msi';
import type { TokenCredential } from '@azure/identity';
import { readBody, type Answer } from '../problems/answers.ts';
import { problemFrom, problemFromAnswer, type About } from '../problems/from-azure.ts';
import { Problem } from '../problems/problem.ts';
import { azurePolicies, type HttpClient, type Patience } from './azure-pipeline.ts';
import { once } from './load.ts';
import type { Azure } from './ports.ts';
import { rememberingTokens } from './token-cache.ts';

export type { HttpClient, OnRetry } from './azure-pipeline.ts';

/** What the gateway to Azure is made from. */
export interface AzureOptions extends Patience {
  readonly credential: TokenCredential;
  readonly subscription: string;
  /** `arm`: the endpoint without a slash at its end. `armScope`: the audience with `/.default`. */
  readonly cloud: { readonly arm: string; readonly armScope: string };
  readonly httpClient?: HttpClient;
  /** One for the whole run: Azure's support finds all calls of a run by it. */
  readonly correlationId: string;
}

/** The live gateway to Azure Resource Manager. */
export function createAzure(rig: AzureOptions): Azure {
  const { subscription } = rig;
  const credential = rememberingTokens(rig.credential, rig.clock);
  const options = clientOptions(rig);
  const identities = once(async () => {
    const { ManagedServiceIdentityClient: Client } = await import('@azure/arm-msi');
    return new Client(credential, subscription, options);
  });
  return {
    identities,
    resources: once(async () => {
      const { ResourceManagementClient: Client } = await import('@azure/arm-resources');
      return new Client(credential, subscription, options);
    }),
    subscriptions: once(async () => {
      const { SubscriptionClient: Client } = await import('@azure/arm-resources-subscriptions');
      return new Client(credential, options);
    }),
    network: once(async () => {
      const { NetworkManagementClient: Client } = await import('@azure/arm-network');
      return new Client(credential, subscription, options);
    }),
    privateDns: once(async () => {
      const { PrivateDnsManagementClient: Client } = await import('@azure/arm-privatedns');
      return new Client(credential, subscription, options);
    }),
    storage: once(async () => {
      const { StorageManagementClient: Client } = await import('@azure/arm-storage');
      return new Client(credential, subscription, options);
    }),
    postgres: once(async () => {
      const { PostgreSQLManagementFlexibleServerClient: Client } =
        await import('@azure/arm-postgresql-flexible');
      return new Client(credential, subscription, options);
    }),
    containerService: once(async () => {
      const { ContainerServiceClient: Client } = await import('@azure/arm-containerservice');
      return new Client(credential, subscription, options);
    }),
    authorization: once(async () => {
      const { AuthorizationManagementClient: Client } = await import('@azure/arm-authorization');
      return new Client(credential, subscription, options);
    }),
    compute: once(async () => {
      const { ComputeManagementClient: Client } = await import('@azure/arm-compute');
      return new Client(credential, subscription, options);
    }),
    operation: async (url) => outcomeOf(url, rig.cloud.arm, identities),
  };
}

/** Both generations of clients take these, each reading its own spelling of scopes (spec-validation, section 4). */
function clientOptions({ cloud, httpClient, correlationId, ...patience }: AzureOptions) {
  return {
    endpoint: cloud.arm,
    credentials: { scopes: [cloud.armScope] },
    credentialScopes: [cloud.armScope],
    retryOptions: { maxRetries: 0 },
    userAgentOptions: { userAgentPrefix: 'metaflow-azure' },
    additionalPolicies: azurePolicies(patience, correlationId),
    ...(httpClient === undefined ? {} : { httpClient }),
  };
}

type OperationOutcome = Awaited<ReturnType<Azure['operation']>>;

const RUNNING: OperationOutcome = { is: 'running' };

/** What became of an operation. A poll that goes wrong tells nothing of it: the resource itself will. */
async function outcomeOf(
  url: string,
  arm: string,
  client: () => Promise<ManagedServiceIdentityClient>,
): Promise<OperationOutcome> {
  const about: About = { doing: 'create', what: whatOf(url) };
  if (!isOf(url, arm)) return RUNNING;
  try {
    return readOutcome(await get(await client(), url), about);
  } catch (error) {
    const problem = problemFrom(error, about);
    // Waiting would not help: every later call needs the same sign-in.
    const isHopeless = !(problem instanceof Problem) || problem.code.startsWith('sign-in.');
    return isHopeless ? { is: 'failed', error: problem } : RUNNING;
  }
}

/** A GET of exactly `url`, with the token and the policies of a client: its signed query must not be touched. */
async function get(client: ManagedServiceIdentityClient, url: string): Promise<Answer> {
  let answer: Answer | undefined;
  type Send = typeof client.sendOperationRequest;
  const request = {
    path: url,
    httpMethod: 'GET',
    responses: Object.fromEntries(
      [200, 201, 202, 204, 400, 401, 403, 404, 409, 410, 412].map((status) => [status, {}]),
    ),
    serializer: undefined,
  } as unknown as Parameters<Send>[1];
  await client.sendOperationRequest(
    {
      options: {
        onResponse: ({ status, headers, bodyAsText }) => {
          answer = { status, headers: headers.toJSON(), body: bodyAsText ?? '', url };
        },
      },
    },
    request,
  );
  if (answer === undefined) throw new Error('an answer of the SDK always passes onResponse');
  return answer;
}

function readOutcome(answer: Answer, about: About): OperationOutcome {
  const { status } = answer;
  const { operation, operationFailed } = readBody(answer);
  if (operationFailed) return { is: 'failed', error: problemFromAnswer(answer, about) };
  if (status === 401) return { is: 'failed', error: problemFromAnswer(answer, about) };
  // 404: it is not known yet, or no more. 403: rights on the resource alone do not reach its operations.
  if (status === 202 || status === 403 || status === 404) return RUNNING;
  if (status >= 400) return { is: 'failed', error: problemFromAnswer(answer, about) };
  // An operation has its status at the top; what a Location answers in the end is the resource, or nothing.
  return { is: operation === '' || /^succeeded$/i.test(operation) ? 'succeeded' : 'running' };
}

/** Tokens go to Azure Resource Manager and its regional hosts, wherever a header points. */
function isOf(url: string, arm: string): boolean {
  const { protocol, host } = new URL(url);
  const home = new URL(arm).host;
  return protocol === 'https:' && (host === home || host.endsWith(`.${home}`));
}

const TITLES: readonly (readonly [RegExp, string])[] = [
  [/Microsoft\.ContainerService/i, 'Kubernetes cluster'],
  [/Microsoft\.DBforPostgreSQL/i, 'Database server'],
  [/privateDns/i, 'Private DNS'],
  [/Microsoft\.Network/i, 'Network'],
  [/Microsoft\.Storage/i, 'Storage account'],
  [/operationresults/i, 'Resource group'],
];

const whatOf = (url: string): string =>
  TITLES.find(([pattern]) => pattern.test(url.replace(/\?.*$/s, '')))?.[1] ?? 'Azure';
