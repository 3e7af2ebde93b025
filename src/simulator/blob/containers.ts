import type { Surroundings } from '../ports.ts';
import type { WireRequest, WireResponse } from '../wire.ts';
import type { Answers } from './answers.ts';
import { leaseWish } from './blobs.ts';
import { conditionProblem } from './conditions.ts';
import { metadataHeaders, metadataOf } from './headers.ts';
import { changeLease, leaseHeaders, leaseProblem, type Lease } from './leases.ts';
import { elementOf, tag, xmlAnswer } from './xml.ts';

/** A container as both planes know it: ARM keeps it. */
export interface Container {
  readonly name: string;
  readonly etag: string;
  readonly modifiedAt: number;
  readonly metadata: Readonly<Record<string, string>>;
  readonly publicAccess: 'None' | 'Blob' | 'Container';
  readonly lease: Lease | undefined;
  /** Stored access policies, as the XML that came. */
  readonly policies: string;
}

/** The containers of an account, to read and to change. */
export interface Containers {
  all(): readonly Container[];
  make(
    name: string,
    wanted: Pick<Container, 'metadata' | 'publicAccess'>,
  ): 'made' | 'exists' | 'going' | 'misnamed';
  /** What changes besides the lease gets a new tag. */
  change(
    name: string,
    part: Partial<Pick<Container, 'metadata' | 'publicAccess' | 'policies' | 'lease'>>,
  ): void;
  remove(name: string): void;
  /** What somebody has set for a service as a whole: XML by name of the setting. */
  settings(service: StorageService): Readonly<Record<string, string>>;
  set(service: StorageService, settings: Readonly<Record<string, string>>): void;
}

/** The services of an account that clients ask for their settings. */
export type StorageService = 'blob' | 'queue' | 'file';

/** One request about an account or one of its containers. */
export interface AccountRequest {
  readonly service: StorageService;
  readonly surroundings: Surroundings;
  readonly request: WireRequest;
  readonly answers: Answers;
  readonly containers: Containers;
  /** Name of the container; empty for the account. */
  readonly name: string;
}

const accessOf = (header: string | undefined): Container['publicAccess'] =>
  header === 'container' ? 'Container' : header === 'blob' ? 'Blob' : 'None';

const tagged = ({ etag, modifiedAt }: Container): Record<string, string> => ({
  etag,
  'last-modified': new Date(modifiedAt).toUTCString(),
});

/** What an operation does with a container that is there and whose lease and conditions fit. */
function withContainer(
  kind: 'read' | 'write',
  run: (call: AccountRequest, container: Container) => WireResponse,
): (call: AccountRequest) => WireResponse {
  return (call) => {
    const { containers, name, answers, request, surroundings } = call;
    const found = containers.all().find((one) => one.name === name);
    if (found === undefined) return answers.refuse('ContainerNotFound');
    const { etag, modifiedAt: lastModified, lease } = found;
    if (conditionProblem(request.headers, { etag, lastModified }) !== undefined)
      return answers.refuse('ConditionNotMet');
    const given = request.headers['x-ms-lease-id'];
    const problem = kind === 'read' ? undefined : leaseProblem(lease, given, surroundings.clock.now());
    if (problem !== undefined) {
      return answers.refuse(
        problem === 'LeaseNotPresentWithBlobOperation' ? 'LeaseNotPresentWithContainerOperation' : problem,
      );
    }
    return run(call, found);
  };
}

/** `PUT ?restype=container`. */
export function createContainer({ containers, name, answers, request }: AccountRequest): WireResponse {
  const outcome = containers.make(name, {
    metadata: metadataOf(request.headers),
    publicAccess: accessOf(request.headers['x-ms-blob-public-access']),
  });
  if (outcome === 'exists') return answers.refuse('ContainerAlreadyExists');
  if (outcome === 'going') return answers.refuse('ContainerBeingDeleted');
  if (outcome === 'misnamed') return answers.refuse('InvalidResourceName');
  const made = containers.all().find((one) => one.name === name);
  return answers.done(201, '', { 'content-length': '0', ...(made === undefined ? {} : tagged(made)) });
}

/** `GET ?restype=container`, and HEAD. */
export const readContainer = withContainer('read', ({ answers, surroundings }, found) =>
  answers.done(200, '', {
    ...tagged(found),
    ...leaseHeaders(found.lease, surroundings.clock.now()),
    'x-ms-has-immutability-policy': 'false',
    'x-ms-has-legal-hold': 'false',
    'x-ms-immutable-storage-with-versioning-enabled': 'false',
    'x-ms-default-encryption-scope': '$account-encryption-key',
    'x-ms-deny-encryption-scope-override': 'false',
    ...(found.publicAccess === 'None' ? {} : { 'x-ms-blob-public-access': found.publicAccess.toLowerCase() }),
    ...metadataHeaders(found.metadata),
  }),
);

/** `DELETE ?restype=container`: accepted, and gone. A lease must be shown only where one is held. */
export const deleteContainer = withContainer('write', ({ answers, containers, name }) => {
  containers.remove(name);
  return answers.done(202, '', { 'content-length': '0' });
});

/** What changes of a container and is told with its new tag. */
const change = (part: (call: AccountRequest) => Parameters<Containers['change']>[1]) =>
  withContainer('read', (call) => {
    call.containers.change(call.name, part(call));
    const changed = call.containers.all().find((one) => one.name === call.name);
    return call.answers.done(200, '', changed === undefined ? {} : tagged(changed));
  });

/** `PUT ?restype=container&comp=metadata`. */
export const setContainerMetadata = change(({ request }) => ({ metadata: metadataOf(request.headers) }));

/** `PUT ?restype=container&comp=acl`. */
export const setContainerAcl = change(({ request }) => ({
  publicAccess: accessOf(request.headers['x-ms-blob-public-access']),
  policies: elementOf(request.body, 'SignedIdentifiers') ?? '',
}));

/** `GET ?restype=container&comp=acl`. */
export const readContainerAcl = withContainer('read', ({ answers }, found) =>
  xmlAnswer(answers, `<SignedIdentifiers>${found.policies}</SignedIdentifiers>`, {
    ...tagged(found),
    ...(found.publicAccess === 'None' ? {} : { 'x-ms-blob-public-access': found.publicAccess.toLowerCase() }),
  }),
);

/** `PUT ?restype=container&comp=lease`. */
export const leaseContainer = withContainer(
  'read',
  ({ answers, containers, name, surroundings, request }, found) => {
    const outcome = changeLease(found.lease, leaseWish(surroundings, request));
    if (typeof outcome === 'string') return answers.refuse(outcome);
    containers.change(name, { lease: outcome.lease });
    return answers.done(outcome.status, '', { ...tagged(found), ...outcome.headers });
  },
);

function containerXml(container: Container, now: number, withMetadata: boolean): string {
  const lease = leaseHeaders(container.lease, now);
  const properties = [
    tag('Last-Modified', new Date(container.modifiedAt).toUTCString()),
    tag('Etag', container.etag),
    tag('LeaseStatus', lease['x-ms-lease-status'] ?? ''),
    tag('LeaseState', lease['x-ms-lease-state'] ?? ''),
    container.publicAccess === 'None' ? '' : tag('PublicAccess', container.publicAccess.toLowerCase()),
    tag('DefaultEncryptionScope', '$account-encryption-key'),
    tag('DenyEncryptionScopeOverride', 'false'),
    tag('HasImmutabilityPolicy', 'false'),
    tag('HasLegalHold', 'false'),
    tag('ImmutableStorageWithVersioningEnabled', 'false'),
  ].join('');
  const metadata = Object.entries(container.metadata).map(([key, value]) => tag(key, value));
  const more = withMetadata && metadata.length > 0 ? `<Metadata>${metadata.join('')}</Metadata>` : '';
  return `<Container>${tag('Name', container.name)}<Properties>${properties}</Properties>${more}</Container>`;
}

/** `GET /?comp=list`: containers in order, by prefix and in pages. */
export function listContainers({ containers, answers, request, surroundings }: AccountRequest): WireResponse {
  const { searchParams, origin } = request.url;
  const asked = (key: string): string => searchParams.get(key) ?? '';
  const max = Number(searchParams.get('maxresults') ?? 5000);
  if (!Number.isInteger(max) || max < 1) return answers.refuse('OutOfRangeQueryParameterValue');
  const found = containers
    .all()
    .filter(({ name }) => name.startsWith(asked('prefix')) && name >= asked('marker'))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const now = surroundings.clock.now();
  const withMetadata = asked('include').split(',').includes('metadata');
  const shown = found.slice(0, max).map((one) => containerXml(one, now, withMetadata));
  const next = found[max];
  const echo = ['prefix', 'marker', 'maxresults'].map((key) => {
    const title = { prefix: 'Prefix', marker: 'Marker', maxresults: 'MaxResults' }[key] ?? key;
    return asked(key) === '' ? '' : tag(title, asked(key));
  });
  const end = next === undefined ? '<NextMarker />' : tag('NextMarker', next.name);
  return xmlAnswer(
    answers,
    `<EnumerationResults ServiceEndpoint="${origin}/">${echo.join('')}<Containers>${shown.join('')}</Containers>${end}</EnumerationResults>`,
  );
}

/** `GET /?restype=account&comp=properties`. */
export function accountProperties({ answers }: AccountRequest): WireResponse {
  return answers.done(200, '', {
    'x-ms-sku-name': 'Standard_LRS',
    'x-ms-account-kind': 'StorageV2',
    'x-ms-is-hns-enabled': 'false',
  });
}
