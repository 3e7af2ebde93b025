import type { WireResponse } from '../wire.ts';
import { blobsOf, sentBlocksOf, sizeOf, type Block } from './blob-state.ts';
import { bytesOf, refuseWrite, store, type BlobRequest } from './blobs.ts';
import { leaseProblem } from './leases.ts';
import { tag, xmlAnswer } from './xml.ts';

/** `PUT ..?comp=block`: a part that waits for its list. */
export function putBlock({ surroundings, request, answers, containerId, name }: BlobRequest): WireResponse {
  const id = request.url.searchParams.get('blockid') ?? '';
  if (id === '') return answers.refuse('InvalidQueryParameterValue');
  const lease = blobsOf(surroundings, containerId)[name]?.lease;
  const problem = leaseProblem(lease, request.headers['x-ms-lease-id'], surroundings.clock.now());
  if (problem !== undefined) return answers.refuse(problem);
  const sent = sentBlocksOf(surroundings, containerId);
  const others = (sent[name] ?? []).filter((block) => block.id !== id);
  if (others.some((block) => block.id.length !== id.length)) return answers.refuse('InvalidBlobOrBlock');
  sent[name] = [...others, { id, content: bytesOf(request).toString('base64') }];
  return answers.done(201, '', { 'content-length': '0', 'x-ms-request-server-encrypted': 'true' });
}

/** `PUT ..?comp=blocklist`: the blob is these parts, in this order. */
export function putBlockList(call: BlobRequest): WireResponse {
  const { surroundings, request, answers, containerId, name } = call;
  const before = blobsOf(surroundings, containerId)[name];
  const refused = refuseWrite(call, before);
  if (refused !== undefined) return refused;
  if (!/<BlockList\s*\/>|<BlockList[\s>]/.test(request.body)) return answers.refuse('InvalidXmlDocument');
  const sent = sentBlocksOf(surroundings, containerId)[name] ?? [];
  const committed = before?.blocks ?? [];
  const find = (kind: string, id: string): Block | undefined => {
    const places = { Committed: [committed], Uncommitted: [sent], Latest: [sent, committed] }[kind] ?? [];
    return places.flat().find((block) => block.id === id);
  };
  const blocks = [...request.body.matchAll(/<(Committed|Uncommitted|Latest)>([^<]*)<\/\1>/g)].map(
    ([, kind = '', id = '']) => find(kind, id.trim()),
  );
  if (blocks.includes(undefined)) return answers.refuse('InvalidBlockList');
  // The type of the list is not that of the blob.
  const { 'content-type': _, ...headers } = request.headers;
  const listed = { ...call, request: { ...request, headers } };
  return store(listed, { blocks: blocks.filter((block) => block !== undefined), status: 201 });
}

const blockXml = (block: Block): string =>
  `<Block>${tag('Name', block.id)}${tag('Size', String(sizeOf(block)))}</Block>`;

/** `GET ..?comp=blocklist`: the parts of the blob, those that wait, or both. */
export function getBlockList({
  surroundings,
  request,
  answers,
  containerId,
  name,
}: BlobRequest): WireResponse {
  const blob = blobsOf(surroundings, containerId)[name];
  const sent = sentBlocksOf(surroundings, containerId)[name] ?? [];
  if (blob === undefined && sent.length === 0) return answers.refuse('BlobNotFound');
  const kind = (request.url.searchParams.get('blocklisttype') ?? 'committed').toLowerCase();
  // A blob that came whole has no blocks to speak of.
  const committed = (blob?.blocks ?? []).filter(({ id }) => id !== '');
  const list = (title: string, blocks: readonly Block[]): string =>
    `<${title}>${blocks.map((block) => blockXml(block)).join('')}</${title}>`;
  const parts = [
    kind === 'uncommitted' ? '' : list('CommittedBlocks', committed),
    kind === 'committed' ? '' : list('UncommittedBlocks', sent),
  ];
  const size = (blob?.blocks ?? []).reduce((sum, block) => sum + sizeOf(block), 0);
  return xmlAnswer(answers, `<BlockList>${parts.join('')}</BlockList>`, {
    'x-ms-blob-content-length': String(size),
    ...(blob === undefined
      ? {}
      : { etag: blob.etag, 'last-modified': new Date(blob.lastModified).toUTCString() }),
  });
}
