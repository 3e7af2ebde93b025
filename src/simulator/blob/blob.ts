import type { Caller, DataAccess, Directory, Surroundings } from '../ports.ts';
import type { Service, WireRequest, WireResponse } from '../wire.ts';
import { createAnswers } from './answers.ts';
import type { Answers } from './answers.ts';
import { answerBatch, isBatch } from './batch.ts';
import type { AccountRequest, Containers, StorageService } from './containers.ts';
import { isServed, OPERATIONS, operationOf, type Operation } from './operations.ts';
import { sasProblem } from './shared-access.ts';
import { sharedKeyProblem } from './shared-key.ts';

/** A storage account as the data plane needs it. */
export interface StorageAccount {
  readonly id: string;
  readonly allowSharedKey: boolean;
  /** Its network rules let nobody in from outside. */
  readonly isClosed: boolean;
  keys(): readonly string[];
  /** ARM id of a container of the account. */
  containers(name: string): string | undefined;
  /** The containers themselves. */
  readonly plane: Containers;
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

const HOST = /^([a-z0-9]{3,24})\.(blob|queue|file)\.core\.windows\.net$/;

const accountIn = (host: string): string => HOST.exec(host)?.[1] ?? '';
const serviceIn = (host: string): StorageService => (HOST.exec(host)?.[2] ?? 'blob') as StorageService;

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

/** One request, with the account that it is for. */
interface Visit {
  readonly answers: Answers;
  readonly account: StorageAccount;
  /** Of the account. */
  readonly name: string;
  readonly container: string;
  readonly blob: string;
  readonly known: Operation | undefined;
}

/** The caller of a token, or the refusal of it. */
function authenticate(
  { directory }: Inside,
  { headers }: WireRequest,
  { answers, name }: Visit,
): Caller | WireResponse {
  const caller = directory.authenticate(headers['authorization']);
  if ('error' in caller) {
    const error = caller.error === 'missing' ? 'NoAuthenticationInformation' : 'InvalidAuthenticationInfo';
    return answers.refuse(error, challenge(directory));
  }
  return accepts(caller.audience, name)
    ? caller
    : answers.refuse('InvalidAuthenticationInfo', challenge(directory));
}

/** The refusal of what somebody signed with a key of the account; undefined: come in. */
function refuseSignature(
  { surroundings }: Inside,
  request: WireRequest,
  { answers, account, name, container, blob, known }: Visit,
): WireResponse | undefined {
  if (!account.allowSharedKey) return answers.refuse('KeyBasedAuthenticationNotPermitted');
  const keys = account.keys();
  // Those who sign go by their own time.
  const now = surroundings.wall();
  if (request.headers['authorization'] !== undefined) {
    const detail = sharedKeyProblem(request, { name, keys, now });
    return detail === undefined ? undefined : answers.refuse('AuthenticationFailed', {}, detail);
  }
  const asked = { account: name, container, blob, permissions: known?.letters ?? '', keys, now };
  const problem = sasProblem(request.url.searchParams, asked);
  return problem === undefined ? undefined : answers.refuse(problem.error, {}, problem.detail);
}

const isSigned = ({ headers, url }: WireRequest): boolean =>
  headers['authorization']?.startsWith('SharedKey') === true ||
  (headers['authorization'] === undefined && url.searchParams.has('sig'));

/** The refusal of a caller whose roles do not reach; undefined: come in. */
function refuseByRoles(
  inside: Inside,
  request: WireRequest,
  { scope, ...visit }: Visit & { readonly scope: string },
): WireResponse | undefined {
  const { account, answers, known, container, blob } = visit;
  const caller = authenticate(inside, request, visit);
  if ('status' in caller) return caller;
  if (known === undefined) return answers.refuse('NotSimulated');
  if (known.on !== 'blobs') {
    const isAllowed = inside.access.permits(
      caller,
      known.action,
      known.on === 'account' ? account.id : scope,
    );
    return isAllowed ? undefined : answers.refuse('AuthorizationPermissionMismatch');
  }
  const at = '@resource[microsoft.storage/storageaccounts/blobservices/containers';
  const attributes = { [`${at}:name]`]: container, [`${at}/blobs:path]`]: blob };
  return inside.access.allows(caller, known.action, scope, attributes)
    ? undefined
    : answers.refuse('AuthorizationPermissionMismatch');
}

function answer(inside: Inside, request: WireRequest, name: string): WireResponse {
  const { surroundings, storage } = inside;
  const answers = createAnswers(surroundings, request.headers['x-ms-version']);
  const account = storage.account(name);
  if (account === undefined) return answers.refuse('NotSimulated');
  const [, container = '', ...rest] = decodeURIComponent(request.url.pathname).split('/');
  const blob = rest.join('/');
  const service = serviceIn(request.url.hostname);
  const operation = operationOf(request, blob);
  const known = isServed(service, operation) ? OPERATIONS[operation] : undefined;
  const containerId = account.containers(container);
  const scope = containerId ?? `${account.id}/blobServices/default/containers/${container}`;
  const about = `${request.method} ${request.url.hostname}${request.url.pathname}`;
  if (account.isClosed || surroundings.faults.take('storage.networkDeny', about) !== undefined)
    return answers.refuse('AuthorizationFailure');
  const visit = { answers, account, name, container, blob, known };
  if (isBatch(request)) {
    const refused = refuseBatch(inside, request, visit);
    return refused ?? answerBatch(request, answers, (one) => answer(inside, one, name));
  }
  const refusal = isSigned(request)
    ? refuseSignature(inside, request, visit)
    : refuseByRoles(inside, request, { ...visit, scope });
  if (refusal !== undefined) return refusal;
  if (known === undefined) return answers.refuse('NotSimulated');
  if (known.on !== 'blobs')
    return onAccount(known, {
      surroundings,
      request,
      answers,
      service,
      containers: account.plane,
      name: container,
    });
  if (containerId === undefined) return answers.refuse('ContainerNotFound');
  return known.answer({ surroundings, request, answers, containerId, name: blob || container });
}

/** A batch is for those who may come in at all; its parts show for themselves what they may. */
function refuseBatch(inside: Inside, request: WireRequest, visit: Visit): WireResponse | undefined {
  if (isSigned(request)) {
    return request.headers['authorization'] === undefined
      ? undefined
      : refuseSignature(inside, request, visit);
  }
  const caller = authenticate(inside, request, visit);
  return 'status' in caller ? caller : undefined;
}

/** Answers to HEAD have no body, the refusals' included. */
function onAccount(known: Exclude<Operation, { on: 'blobs' }>, call: AccountRequest): WireResponse {
  const answered = known.answer(call);
  return call.request.method === 'HEAD' ? { ...answered, body: '' } : answered;
}

/** The blob data plane of every storage account: by roles with a token, or by keys where the account allows them. */
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
