import type { JsonObject } from './json.ts';
import type { WireResponse } from './wire.ts';

/** What an ARM error says beyond code and message. */
export interface Particulars {
  readonly target?: string;
  readonly details?: readonly JsonObject[];
  readonly additionalInfo?: readonly JsonObject[];
  /** Who refused: ARM itself ('gateway') or the resource provider. The real answers carry it as a header. */
  readonly cause?: 'gateway' | 'service';
  readonly headers?: Readonly<Record<string, string>>;
  /** AKS and private DNS records answer without the `error` envelope, the latter with nothing but code and text. */
  readonly flat?: boolean | 'bare';
  readonly subcode?: string;
  /** A gateway in front of everything answers with a page. */
  readonly page?: boolean;
}

/** A request that the simulated Azure turns down; the front door makes the HTTP answer of it. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly particulars: Particulars;

  constructor(status: number, code: string, message: string, particulars: Particulars = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.particulars = particulars;
  }
}

/** The HTTP answer that a refusal stands for. */
export function refusalResponse({ status, code, message, particulars }: Refusal): WireResponse {
  const { cause, headers, flat, subcode, page, ...rest } = particulars;
  if (page === true) return { status, headers: { 'content-type': 'text/html' }, body: message };
  const aks = {
    code,
    details: rest.details ?? null,
    message,
    subcode: subcode ?? '',
    ...(rest.target === undefined ? {} : { target: rest.target }),
  };
  const bare = flat === 'bare' ? { code, message } : aks;
  const body = flat === undefined || flat === false ? { error: { code, message, ...rest } } : bare;
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(cause === undefined ? {} : { 'x-ms-failure-cause': cause }),
      ...headers,
    },
    body: JSON.stringify(body, null, flat === true ? 2 : undefined),
  };
}

/** A successful answer with an optional JSON body. */
export function answer(
  status: number,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): WireResponse {
  if (body === undefined) return { status, headers, body: '' };
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}
