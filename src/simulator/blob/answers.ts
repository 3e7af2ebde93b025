import type { Surroundings } from '../ports.ts';
import type { WireResponse } from '../wire.ts';
import { newGuid } from '../entra/identifiers.ts';

/** The version of the blob protocol that is served when the client names none. */
const DEFAULT_VERSION = '2025-05-05';

/** Refusals by `x-ms-error-code`: status and text as the storage service spells them. */
const BLOB_ERRORS = {
  AuthenticationFailed: [
    403,
    'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.',
  ],
  AuthorizationFailure: [403, 'This request is not authorized to perform this operation.'],
  AuthorizationPermissionMismatch: [
    403,
    'This request is not authorized to perform this operation using this permission.',
  ],
  AuthorizationResourceTypeMismatch: [
    403,
    'This request is not authorized to perform this operation using this resource type.',
  ],
  AuthorizationServiceMismatch: [
    403,
    'This request is not authorized to perform this operation using this service.',
  ],
  BlobAlreadyExists: [409, 'The specified blob already exists.'],
  BlobNotFound: [404, 'The specified blob does not exist.'],
  ConditionNotMet: [412, 'The condition specified using HTTP conditional header(s) is not met.'],
  ContainerNotFound: [404, 'The specified container does not exist.'],
  ContainerAlreadyExists: [409, 'The specified container already exists.'],
  ContainerBeingDeleted: [409, 'The specified container is being deleted. Try operation later.'],
  InvalidAuthenticationInfo: [
    401,
    'Server failed to authenticate the request. Please refer to the information in the www-authenticate header.',
  ],
  InvalidBlobOrBlock: [400, 'The specified blob or block content is invalid.'],
  InvalidBlockList: [400, 'The specified block list is invalid.'],
  InvalidHeaderValue: [400, 'The value for one of the HTTP headers is not in the correct format.'],
  InvalidQueryParameterValue: [
    400,
    'Value for one of the query parameters specified in the request URI is invalid.',
  ],
  InvalidInput: [400, 'One of the request inputs is not valid.'],
  InvalidRange: [416, 'The range specified is invalid for the current size of the resource.'],
  InvalidResourceName: [400, 'The specified resource name contains invalid characters.'],
  InvalidXmlDocument: [400, 'XML specified is not syntactically valid.'],
  KeyBasedAuthenticationNotPermitted: [
    403,
    'Key based authentication is not permitted on this storage account.',
  ],
  LeaseAlreadyPresent: [409, 'There is already a lease present.'],
  LeaseIdMismatchWithBlobOperation: [412, 'The lease ID specified did not match the lease ID for the blob.'],
  LeaseIdMismatchWithLeaseOperation: [
    409,
    'The lease ID specified did not match the lease ID for the blob/container.',
  ],
  LeaseIdMissing: [
    412,
    'There is currently a lease on the resource and no lease ID was specified in the request.',
  ],
  LeaseIsBrokenAndCannotBeRenewed: [
    409,
    'The lease ID matched, but the lease has been broken explicitly and cannot be renewed.',
  ],
  LeaseNotPresentWithBlobOperation: [412, 'There is currently no lease on the blob.'],
  LeaseNotPresentWithContainerOperation: [412, 'There is currently no lease on the container.'],
  LeaseNotPresentWithLeaseOperation: [409, 'There is currently no lease on the blob/container.'],
  Md5Mismatch: [
    400,
    'The MD5 value specified in the request did not match with the MD5 value calculated by the server.',
  ],
  MissingRequiredHeader: [400, "An HTTP header that's mandatory for this request is not specified."],
  NoAuthenticationInformation: [
    401,
    'Server failed to authenticate the request. Please refer to the information in the www-authenticate header.',
  ],
  OutOfRangeQueryParameterValue: [
    400,
    'One of the query parameters specified in the request URI is outside the permissible range.',
  ],
  NotSimulated: [501, 'The simulated storage service does not know this operation.'],
} as const satisfies Record<string, readonly [number, string]>;

/** Text as it stands between tags. */
export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** What a request may be refused for. */
export type BlobError = keyof typeof BLOB_ERRORS;

/** Makes the answers of one request: all carry its id and the time. */
export interface Answers {
  /** `detail` is what storage adds for whoever looks into a failed signature. */
  refuse(error: BlobError, headers?: Readonly<Record<string, string>>, detail?: string): WireResponse;
  done(status: number, body?: string, headers?: Readonly<Record<string, string>>): WireResponse;
}

/** The answers to one request; `version` is the client's `x-ms-version`. */
export function createAnswers({ clock, random }: Surroundings, version = DEFAULT_VERSION): Answers {
  const requestId = newGuid(random);
  const now = new Date(clock.now());
  const common = {
    server: 'Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0',
    'x-ms-request-id': requestId,
    'x-ms-version': version,
    date: now.toUTCString(),
  };
  return {
    done: (status, body = '', headers = {}) => ({ status, headers: { ...common, ...headers }, body }),
    refuse(error, headers = {}, detail = '') {
      const [status, message] = BLOB_ERRORS[error];
      const more =
        detail === '' ? '' : `<AuthenticationErrorDetail>${escapeXml(detail)}</AuthenticationErrorDetail>`;
      const body = `\uFEFF<?xml version="1.0" encoding="utf-8"?><Error><Code>${error}</Code><Message>${message}\nRequestId:${requestId}\nTime:${now.toISOString()}</Message>${more}</Error>`;
      return {
        status,
        headers: { ...common, 'x-ms-error-code': error, 'content-type': 'application/xml', ...headers },
        body,
      };
    },
  };
}
