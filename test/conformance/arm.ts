import type { Exchange, Finding, Verdict } from './exchange.ts';
import { finding, parseJson } from './exchange.ts';
import { createPolling } from './polling.ts';
import type { Check } from './schemas.ts';
import { createSchemas } from './schemas.ts';
import type { Operation, SpecError, Specs } from './specs.ts';
import { openSpecs } from './specs.ts';

/** What ARM and its providers answer when they refuse. 501 and 418 are the words of a simulator with a hole. */
const REFUSALS = [400, 401, 403, 404, 405, 409, 410, 412, 413, 415, 422, 429, 500, 502, 503, 504];

const TEXT = { type: ['string', 'null'] };
const DETAIL = {
  type: 'object',
  required: ['code', 'message'],
  additionalProperties: false,
  properties: {
    code: { type: 'string', minLength: 1 },
    message: { type: 'string' },
    target: TEXT,
    details: { type: ['array', 'null'] },
    innererror: {},
    additionalInfo: { type: ['array', 'null'] },
  },
};
const NESTED = {
  type: 'object',
  required: ['error'],
  additionalProperties: false,
  properties: { error: DETAIL },
};
/** AKS and private DNS say it without the `error` around it (seen in recorded traffic). */
const FLAT = { ...DETAIL, properties: { ...DETAIL.properties, subcode: TEXT } };
const SAYS_IT_FLAT = /\/providers\/(Microsoft\.ContainerService\/|Microsoft\.Network\/privateDnsZones\/)/i;

interface Refusals {
  readonly nested: Check;
  readonly either: Check;
}

/** Judges Azure Resource Manager traffic by Microsoft's own descriptions, as far as they go, and by ARM's rules beyond. */
export async function createArmJudge(
  folder: string,
): Promise<{ judge(exchange: Exchange): Promise<Verdict>; close(): void }> {
  const specs = await openSpecs(folder);
  const polling = createPolling();
  const schemas = createSchemas({});
  const refusals = { nested: schemas.compile(NESTED), either: schemas.compile({ anyOf: [NESTED, FLAT] }) };
  return {
    close: () => specs.close(),
    async judge(raw) {
      const exchange = { ...raw, url: normalise(raw.url) };
      const polled = polling.recognise(exchange);
      polling.remember(exchange);
      if (polled === 'stray')
        return {
          operation: '',
          findings: [finding('request', 'STRAY_POLL', 'nobody handed out this address')],
        };
      if (polled !== undefined) {
        const findings =
          exchange.status >= 400 ? judgeRefusal(exchange, refusals) : polling.judge(exchange, polled);
        return { operation: `poll ${polled.via}`, findings };
      }
      return judgeOperation(specs, refusals, exchange);
    },
  };
}

/** arm-authorization doubles the slash before a scope; oav knows one host only. */
function normalise(url: string): string {
  const { pathname, search } = new URL(url);
  return `https://management.azure.com${pathname.replaceAll(/\/{2,}/g, '/')}${search}`;
}

async function judgeOperation(specs: Specs, refusals: Refusals, exchange: Exchange): Promise<Verdict> {
  const operation = specs.find(exchange.method, exchange.url);
  if (operation === undefined) {
    const { pathname, searchParams } = new URL(exchange.url);
    const message = `no operation ${exchange.method} ${pathname} in api-version ${searchParams.get('api-version')}`;
    return { operation: '', findings: [finding('request', 'NO_OPERATION', message)] };
  }
  const [asked, answered] = [
    await judgeRequest(operation, exchange),
    await judgeResponse(operation, exchange, refusals),
  ];
  return { operation: operation.id, findings: [...asked, ...answered] };
}

async function judgeRequest(operation: Operation, exchange: Exchange): Promise<readonly Finding[]> {
  const body = parseJson('request', exchange.requestBody);
  if ('broken' in body) return [body.broken];
  return toFindings('request', await operation.request(exchange.requestHeaders, body.value));
}

async function judgeResponse(
  operation: Operation,
  exchange: Exchange,
  refusals: Refusals,
): Promise<readonly Finding[]> {
  if (exchange.status >= 400) return judgeRefusal(exchange, refusals);
  const body = parseJson('response', exchange.responseBody);
  if ('broken' in body) return [body.broken];
  const { status, responseHeaders } = exchange;
  const found = toFindings('response', await operation.response(status, responseHeaders, body.value));
  // oav has this rule too, but drops it for a 202 without a schema.
  const asksAgain = responseHeaders['location'] ?? responseHeaders['azure-asyncoperation'];
  if (status === 202 && asksAgain === undefined && !found.some(({ code }) => code === 'LRO_RESPONSE_HEADER'))
    found.push(finding('response', 'LRO_RESPONSE_HEADER', '202 without Location or Azure-AsyncOperation'));
  if (status === 204 && exchange.responseBody !== '')
    found.push(finding('response', 'BODY', 'a body with status 204'));
  return found;
}

function judgeRefusal(exchange: Exchange, { nested, either }: Refusals): readonly Finding[] {
  const { method, status, url, responseBody } = exchange;
  if (!REFUSALS.includes(status)) return [finding('response', 'STATUS', `ARM does not answer ${status}`)];
  if (method === 'HEAD')
    return responseBody === '' ? [] : [finding('response', 'BODY', 'a body in an answer to HEAD')];
  const body = parseJson('response', responseBody);
  if ('broken' in body) return [body.broken];
  const found = [...(SAYS_IT_FLAT.test(url) ? either : nested)('response', body.value)];
  if (!/^application\/json\b/.test(exchange.responseHeaders['content-type'] ?? ''))
    found.push(
      finding('response', 'INVALID_CONTENT_TYPE', 'an error without Content-Type: application/json'),
    );
  return found;
}

function toFindings(side: Finding['side'], errors: readonly SpecError[]): Finding[] {
  return errors.map(({ code, message, pathsInPayload }) =>
    finding(side, code, message, (pathsInPayload ?? []).join(' ')),
  );
}
