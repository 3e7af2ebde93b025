import type { Exchange, Finding } from './exchange.ts';
import { finding, isObject, parseJson } from './exchange.ts';
import type { Check } from './schemas.ts';
import { createSchemas } from './schemas.ts';

/** An address that a long operation handed out for asking how it goes, and by which header. */
interface Address {
  readonly via: 'azure-asyncoperation' | 'location';
  readonly method: string;
  readonly url: string;
}

export interface Polling {
  /** Takes note of the addresses in an answer's headers. */
  remember(exchange: Exchange): void;
  /** The operation behind a polled address; `stray` when it looks like one and nobody handed it out. */
  recognise(exchange: Exchange): Address | 'stray' | undefined;
  judge(exchange: Exchange, address: Address): readonly Finding[];
}

const LOOKS_POLLED =
  /\/(?:privateDns)?(?:operations?(?:status|result)?e?s?|azureAsyncOperations?|asyncoperations)\/[^/]+$/i;
const ENDED = ['Succeeded', 'Failed', 'Canceled'];

/** Of ARM's asynchronous operations guide; times and names as all six providers send them in recorded traffic. */
const STATUS = {
  type: 'object',
  required: ['status'],
  additionalProperties: false,
  properties: {
    id: { type: 'string' },
    name: { type: 'string' },
    resourceId: { type: 'string' },
    status: { type: 'string', minLength: 1 },
    startTime: { type: 'string', format: 'date-time' },
    endTime: { type: 'string', format: 'date-time' },
    percentComplete: { type: 'number', minimum: 0, maximum: 100 },
    properties: { type: ['object', 'null'] },
    error: {
      type: 'object',
      required: ['code', 'message'],
      properties: { code: { type: 'string' }, message: { type: 'string' } },
    },
  },
};

/** Polling addresses are in no provider's description, so they are judged by hand, and only where one was handed out. */
export function createPolling(): Polling {
  const addresses = new Map<string, Address>();
  const shape = createSchemas({}).compile(STATUS);
  return {
    remember({ method, url, status, responseHeaders }) {
      if (status >= 300) return;
      for (const via of ['location', 'azure-asyncoperation'] as const) {
        const target = responseHeaders[via];
        if (target !== undefined) addresses.set(keyOf(new URL(target, url).href), { via, method, url });
      }
    },
    recognise({ method, url }) {
      if (method !== 'GET') return undefined;
      const known = addresses.get(keyOf(url));
      if (known !== undefined) return known;
      return LOOKS_POLLED.test(new URL(url).pathname) ? 'stray' : undefined;
    },
    judge: (exchange, { via }) => (via === 'location' ? judgeResult(exchange) : judgeStatus(exchange, shape)),
  };
}

function keyOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `${pathname}${search}`.toLowerCase();
}

function judgeStatus(exchange: Exchange, shape: Check): readonly Finding[] {
  const { status } = exchange;
  if (status !== 200 && status !== 202)
    return [finding('response', 'STATUS', `status ${status} is no answer to a question after an operation`)];
  const body = parseJson('response', exchange.responseBody);
  if ('broken' in body) return [body.broken];
  const wrong = shape('response', body.value);
  return wrong.length > 0 || !isObject(body.value) ? wrong : judgeWords(body.value);
}

/** Providers invent words for work under way (AKS: "CreatingAgentPools: 0/1 nodes completed"); the last words are fixed. */
function judgeWords(body: Readonly<Record<string, unknown>>): readonly Finding[] {
  const word = String(body['status']);
  const last = [...ENDED, 'Cancelled', 'Success', 'Completed', 'Error'];
  const meant = last.find((end) => end.toLowerCase() === word.toLowerCase());
  const found: Finding[] = [];
  if ((meant !== undefined && !ENDED.includes(word)) || !/^[A-Z]/.test(word))
    found.push(finding('response', 'STATUS_WORD', `an operation does not end as "${word}"`, '/status'));
  if (word === 'Failed' && body['error'] === undefined)
    found.push(finding('response', 'ERROR_MISSING', 'a failed operation says why', '/error'));
  return found;
}

function judgeResult({ status, responseHeaders, responseBody }: Exchange): readonly Finding[] {
  if (status === 202 && responseHeaders['location'] === undefined)
    return [finding('response', 'LRO_RESPONSE_HEADER', '202 without Location: where to ask next?')];
  if (status === 204 && responseBody !== '') return [finding('response', 'BODY', 'a body with status 204')];
  return [200, 201, 202, 204].includes(status)
    ? []
    : [finding('response', 'STATUS', `status ${status} is no answer to a question after an operation`)];
}
