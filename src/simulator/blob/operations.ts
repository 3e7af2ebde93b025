import type { WireRequest, WireResponse } from '../wire.ts';
import { getMetadata, setMetadata, setProperties, setTier } from './blob-settings.ts';
import { deleteBlob, getBlob, headBlob, leaseBlob, putBlob, type BlobRequest } from './blobs.ts';
import { getBlockList, putBlock, putBlockList } from './blocks.ts';
import {
  accountProperties,
  createContainer,
  deleteContainer,
  leaseContainer,
  listContainers,
  readContainer,
  readContainerAcl,
  setContainerAcl,
  setContainerMetadata,
  type AccountRequest,
  type StorageService,
} from './containers.ts';
import { listBlobs } from './listing.ts';
import { serviceProperties, setServiceProperties } from './service-settings.ts';

const SERVICE = 'Microsoft.Storage/storageAccounts/blobServices';
const CONTAINERS = `${SERVICE}/containers`;
const BLOBS = `${CONTAINERS}/blobs`;

/** One operation: the right it needs, the letters of signatures that allow it too, and what it does. */
export type Operation = {
  readonly action: string;
  readonly letters: string;
} & (
  | {
      /** A data action on a container. */
      readonly on: 'blobs';
      readonly answer: (call: BlobRequest) => WireResponse;
    }
  | {
      /** An action of ARM that storage honours too: on a container, or on the account as a whole. */
      readonly on: 'container' | 'account';
      readonly answer: (call: AccountRequest) => WireResponse;
    }
);

const blobs = (right: string, letters: string, answer: (call: BlobRequest) => WireResponse): Operation => ({
  on: 'blobs',
  action: `${BLOBS}/${right}`,
  letters,
  answer,
});

const container = (
  right: string,
  letters: string,
  answer: (call: AccountRequest) => WireResponse,
): Operation => ({
  on: 'container',
  action: `${CONTAINERS}/${right}`,
  letters,
  answer,
});

const account = (
  action: string,
  letters: string,
  answer: (call: AccountRequest) => WireResponse,
): Operation => ({
  on: 'account',
  action,
  letters,
  answer,
});

/** By method, level and `comp`. Making, deleting and listing containers is a right on the account. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  'PUT blob': blobs('write', 'wc', putBlob),
  'GET blob': blobs('read', 'r', getBlob),
  'HEAD blob': blobs('read', 'r', headBlob),
  'DELETE blob': blobs('delete', 'd', deleteBlob),
  'PUT blob block': blobs('write', 'wc', putBlock),
  'PUT blob blocklist': blobs('write', 'wc', putBlockList),
  'GET blob blocklist': blobs('read', 'r', getBlockList),
  'PUT blob metadata': blobs('write', 'w', setMetadata),
  'GET blob metadata': blobs('read', 'r', getMetadata),
  'HEAD blob metadata': blobs('read', 'r', getMetadata),
  'PUT blob properties': blobs('write', 'w', setProperties),
  'PUT blob tier': blobs('write', 'w', setTier),
  'PUT blob lease': blobs('write', 'w', leaseBlob),
  'GET container list': blobs('read', 'l', listBlobs),
  'GET container': container('read', 'r', readContainer),
  'HEAD container': container('read', 'r', readContainer),
  'GET container metadata': container('read', 'r', readContainer),
  'HEAD container metadata': container('read', 'r', readContainer),
  'PUT container metadata': container('write', 'w', setContainerMetadata),
  'PUT container lease': container('write', 'w', leaseContainer),
  'GET container acl': container('getAcl/action', '', readContainerAcl),
  'PUT container acl': container('setAcl/action', '', setContainerAcl),
  'PUT container': account(`${CONTAINERS}/write`, 'wc', createContainer),
  'DELETE container': account(`${CONTAINERS}/delete`, 'd', deleteContainer),
  'GET service list': account(`${CONTAINERS}/read`, 'l', listContainers),
  'GET service properties': account(`${SERVICE}/read`, 'r', serviceProperties),
  'PUT service properties': account(`${SERVICE}/write`, 'w', setServiceProperties),
  'GET account properties': account(`${SERVICE}/read`, 'r', accountProperties),
  'HEAD account properties': account(`${SERVICE}/read`, 'r', accountProperties),
};

/** Of queues and files there are the settings of the service only. */
export function isServed(service: StorageService, operation: string): boolean {
  return service === 'blob' || operation.endsWith(' service properties');
}

/** Which operation a request asks for: `GET container list`, `PUT blob`. */
export function operationOf({ method, url }: WireRequest, blobName: string): string {
  const comp = url.searchParams.get('comp');
  const restype = url.searchParams.get('restype');
  const level = blobName === '' ? (restype ?? (url.pathname === '/' ? 'service' : 'blob')) : 'blob';
  return [method, level, ...(comp === null ? [] : [comp])].join(' ');
}
