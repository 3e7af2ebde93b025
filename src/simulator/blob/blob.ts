import type { Caller, DataAccess, Directory, Surroundings } from '../ports.ts';
import type { Service, WireRequest, WireResponse } from '../wire.ts';
import { createAnswers } from './answers.ts';
import type { Answers } from './answers.ts';
import { deleteBlob, getBlob, headBlob, putBlob } from './blobs.ts';
import type { BlobRequest } from './blobs.ts';
import { listBlobs } from './listing.ts';

/** A storage account as the data plane needs it. */
export interface StorageAccount {
  readonly id: string;
  readonly allowSharedKey: boolean;
  /** ARM id of a container of the account. */
  containers(name: string): string | undefined;
}

/** What ARM knows of storage accounts. */
export interface StorageAccounts {
  account(name: string): StorageAccount | undefined;
}

/** What the data plane is built from. */
interface Inside {
  readonly surroundings: Surroundings;
  readonly directory: Directory;
  readonly storage: StorageAccounts;
  readonly access: DataAccess;
}

const HOST = /^([a-z0-9]{3,24})\.blob\.core\.windows\.net$/;

const accountIn = (host: string): string => HOST.exec(host)?.[1] ?? '';

const BLOBS = 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs';

/** One operation: the data action it needs and what it does. */
interface Operation {
  readonly action: string;
  readonly answer: (request: BlobRequest) => WireResponse;
}

const OPERATIONS: Readonly<Record<string, Operation>> = {
  'PUT blob': { action: `${BLOBS}/write`, answer: putBlob },
  'GET blob': { action: `${BLOBS}/read`, answer: getBlob },
  'HEAD blob': { action: `${BLOBS}/read`, answer: headBlob },
  'DELETE blob': { action: `${BLOBS}/delete`, answer: deleteBlob },
  'GET container list': { action: `${BLOBS}/read`, answer: listBlobs },
};

/** Which operation a request asks for: `GET container list`, `PUT blob`. */
function operationOf({ method, url }: WireRequest, blobName: string): string {
  const comp = url.searchParams.get('comp');
  const restype = url.searchParams.get('restype');
  const level = blobName === '' ? (restype ?? (url.pathname === '/' ? 'service' : 'blob')) : 'blob';
  return [method, level, ...(comp === null ? [] : [comp])].join(' ');
}

function accepts(audience: string, account: string): boolean {
  return ['https://storage.azure.com', `https://${account}.blob.core.windows.net`].includes(
    audience.replace(/\/$/, ''),
  );
}

/** Where to get a token, as the storage service says it with every 401. */
function challenge({ tenantId }: Directory): Readonly<Record<string, string>> {
  return {
    'www-authenticate': `Bearer authorization_uri=https://login.microsoftonline.com/${tenantId}/oauth2/authorize resource_id=https://storage.azure.com`,
  };
}

/** The caller, or the refusal of what the caller came with: tokens only, keys and signatures where the account allows none. */
function authenticate(
  { directory }: Inside,
  { headers, url }: WireRequest,
  {
    answers,
    account,
    name,
  }: { readonly answers: Answers; readonly account: StorageAccount; readonly name: string },
): Caller | WireResponse {
  const header = headers['authorization'];
  const signed =
    header?.startsWith('SharedKey') === true || (header === undefined && url.searchParams.has('sig'));
  if (signed) {
    return answers.refuse(
      account.allowSharedKey ? 'AuthenticationFailed' : 'KeyBasedAuthenticationNotPermitted',
    );
  }
  const caller = directory.authenticate(header);
  if ('error' in caller) {
    const error = caller.error === 'missing' ? 'NoAuthenticationInformation' : 'InvalidAuthenticationInfo';
    return answers.refuse(error, challenge(directory));
  }
  return accepts(caller.audience, name)
    ? caller
    : answers.refuse('InvalidAuthenticationInfo', challenge(directory));
}

/** What no data action allows: a data role on a container cannot make, delete or list containers (facts, ST-7). */
const BEYOND_DATA_ROLES: readonly string[] = ['PUT container', 'DELETE container', 'GET service list'];

function answer(inside: Inside, request: WireRequest, name: string): WireResponse {
  const { surroundings, storage, access } = inside;
  const answers = createAnswers(surroundings, request.headers['x-ms-version']);
  const account = storage.account(name);
  if (account === undefined) return answers.refuse('NotSimulated');
  const caller = authenticate(inside, request, { answers, account, name });
  if ('status' in caller) return caller;
  const [, container = '', ...rest] = decodeURIComponent(request.url.pathname).split('/');
  const blobName = rest.join('/');
  const operation = operationOf(request, blobName);
  if (BEYOND_DATA_ROLES.includes(operation)) return answers.refuse('AuthorizationPermissionMismatch');
  const known = OPERATIONS[operation];
  if (known === undefined) return answers.refuse('NotSimulated');
  const containerId = account.containers(container);
  const scope = containerId ?? `${account.id}/blobServices/default/containers/${container}`;
  if (!access.allows(caller, known.action, scope)) return answers.refuse('AuthorizationPermissionMismatch');
  if (containerId === undefined) return answers.refuse('ContainerNotFound');
  return known.answer({ surroundings, request, answers, containerId, name: blobName || container });
}

/** The blob data plane of every storage account: role by role, token by token. */
export function createBlob(
  surroundings: Surroundings,
  directory: Directory,
  storage: StorageAccounts,
  access: DataAccess,
): Service {
  const inside: Inside = { surroundings, directory, storage, access };
  return {
    // The name of an account that does not exist does not resolve.
    answersFor: (host) => storage.account(accountIn(host)) !== undefined,
    handle: (request) => answer(inside, request, accountIn(request.url.hostname)),
  };
}
