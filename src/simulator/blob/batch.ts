import type { WireRequest, WireResponse } from '../wire.ts';
import type { Answers } from './answers.ts';

/** Most requests in one batch. */
const MOST = 256;

interface Part {
  readonly id: string | undefined;
  readonly request: WireRequest;
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  202: 'Accepted',
  403: 'This request is not authorized to perform this operation.',
  404: 'The specified resource does not exist.',
};

/** Whether a request is a batch of others. */
export function isBatch({ method, url }: WireRequest): boolean {
  return method === 'POST' && url.searchParams.get('comp') === 'batch';
}

function headersOf(lines: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(':');
      return [line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()];
    }),
  );
}

/** One request out of its part: headers of the part, an empty line, and a request without a body. */
function partOf(text: string, origin: string): Part | undefined {
  const [outer = '', inner = ''] = text.trim().split(/\r?\n\r?\n/);
  const [line = '', ...headers] = inner.split(/\r?\n/);
  const [, method, target] = /^(DELETE|PUT) (\S+) HTTP\/1\.1$/.exec(line.trim()) ?? [];
  if (method === undefined || target === undefined) return undefined;
  const url = new URL(target, origin);
  const id = headersOf(outer.split(/\r?\n/))['content-id'];
  return { id, request: { method, url, headers: headersOf(headers), body: '' } };
}

function partText({ id }: Part, { status, headers, body }: WireResponse): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [
    'Content-Type: application/http',
    ...(id === undefined ? [] : [`Content-ID: ${id}`]),
    '',
    `HTTP/1.1 ${status} ${REASONS[status] ?? 'Error'}`,
    ...lines,
    '',
    body,
  ].join('\r\n');
}

/** `POST ..?comp=batch`: deletions and changes of tier, each answered for itself. */
export function answerBatch(
  request: WireRequest,
  answers: Answers,
  answerOne: (request: WireRequest) => WireResponse,
): WireResponse {
  const [, boundary] = /boundary=([^;]+)/.exec(request.headers['content-type'] ?? '') ?? [];
  if (boundary === undefined) return answers.refuse('InvalidHeaderValue');
  const texts = request.body.split(`--${boundary}`).slice(1, -1);
  const parts = texts.map((text) => partOf(text, request.url.origin));
  if (parts.length === 0 || parts.length > MOST || parts.includes(undefined))
    return answers.refuse('InvalidInput');
  const own = `batchresponse_${boundary.trim().replace(/^batch_/, '')}`;
  const shown = parts
    .filter((part) => part !== undefined)
    .map((part) => `--${own}\r\n${partText(part, answerOne(part.request))}\r\n`);
  return answers.done(202, `${shown.join('')}--${own}--\r\n`, {
    'content-type': `multipart/mixed; boundary=${own}`,
  });
}
