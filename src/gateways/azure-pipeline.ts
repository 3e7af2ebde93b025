import type { ManagedServiceIdentityClientOptionalParams } from '@azure/arm-msi';
import type { Clock } from '../engine/ports.ts';
import { keepAnswer } from '../problems/answers.ts';
import { isError, networkTrouble } from '../problems/from-network.ts';
import { Problem } from '../problems/problem.ts';

type Sdk = Required<ManagedServiceIdentityClientOptionalParams>;
/** The transport of the Azure SDK: tests and the simulator bring their own. */
export type HttpClient = Sdk['httpClient'];
type SdkRequest = Parameters<HttpClient['sendRequest']>[0];
type SdkResponse = Awaited<ReturnType<HttpClient['sendRequest']>>;
type Policy = Sdk['additionalPolicies'][number];

/** Told before a call is repeated. */
export type OnRetry = (retry: { readonly because: string; readonly waitMs: number }) => void;

/** What repeating a call needs. */
export interface Patience {
  readonly clock: Clock;
  readonly onRetry: OnRetry;
  /** Told of every answer, for `--verbose`: method, address without its query, status. */
  readonly onCall?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An answer as far as repeating depends on it. Header names are lower case. */
export interface Look {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
}

/** What may be repeated: everything, or (a POST that creates) only what was turned away at the door. */
export type Repeatable = 'always' | 'when-throttled';

const MOST_TRIES = 10;
const LONGEST_MS = 10 * 60_000;
/** Names come and go with caches; longer than this it is a wrong name or no network. */
const LONGEST_NAME_MS = 45_000;
const LONGEST_WAIT_MS = 120_000;
/** A server that takes longer has forgotten us: ARM itself gives up after a minute. */
const ANSWER_WITHIN_MS = 150_000;
const UNAVAILABLE = [408, 500, 502, 503, 504];

interface Trouble {
  readonly because: string;
  readonly waitMs: number;
  readonly longestMs: number;
}

/**
 * Sends until there is an answer worth having, or patience ends; then the last answer or error is the outcome.
 *
 * The SDKs' own retries are off: they give up after seconds, ignore a 429 without Retry-After, and repeat a POST of Graph
 * that may have taken effect.
 */
export async function repeating<A>(
  { clock, onRetry, signal }: Patience,
  repeatable: Repeatable,
  send: () => Promise<A>,
  look: (answer: A) => Look,
): Promise<A> {
  const began = clock.now();
  const isAborted = (): boolean => signal?.aborted === true;
  for (let attempt = 1; ; attempt++) {
    const outcome = await attempted(send, isAborted);
    const trouble = troubleOf(outcome, repeatable, attempt, look);
    const isOver =
      trouble === undefined ||
      attempt >= MOST_TRIES ||
      clock.now() - began + trouble.waitMs > trouble.longestMs;
    if (isOver) {
      if ('answer' in outcome) return outcome.answer;
      throw outcome.error;
    }
    if (isAborted()) throw interrupted();
    onRetry({ because: trouble.because, waitMs: trouble.waitMs });
    await clock.sleep(trouble.waitMs, signal);
    if (isAborted()) throw interrupted();
  }
}

const interrupted = (): Problem => new Problem('cancelled.interrupted', 'Waiting for Azure was interrupted');

type Outcome<A> = { readonly answer: A } | { readonly error: unknown };

const attempted = async <A>(send: () => Promise<A>, isAborted: () => boolean): Promise<Outcome<A>> => {
  try {
    return { answer: await send() };
  } catch (error) {
    // Only our own limit aborts a call that the person did not end: that is silence, not an interruption.
    const isSilence = isError(error) && error.name === 'AbortError' && !isAborted();
    return { error: isSilence ? new DOMException('no answer in time', 'TimeoutError') : error };
  }
};

function troubleOf<A>(
  outcome: Outcome<A>,
  repeatable: Repeatable,
  attempt: number,
  look: (answer: A) => Look,
): Trouble | undefined {
  const backoffMs = Math.min(30_000, 1000 * 2 ** (attempt - 1));
  if ('error' in outcome) {
    const trouble = networkTrouble(outcome.error);
    if (trouble === undefined || trouble.is === 'distrusted' || repeatable !== 'always') return undefined;
    const isShort = trouble.is === 'name' || trouble.is === 'refused';
    return { because: trouble.code, waitMs: backoffMs, longestMs: isShort ? LONGEST_NAME_MS : LONGEST_MS };
  }
  const answer = look(outcome.answer);
  const asked = retryAfterMs(answer);
  if (answer.status === 429) {
    const waitMs = asked ?? Math.min(LONGEST_WAIT_MS, 10_000 * 2 ** (attempt - 1));
    return { because: 'throttled', waitMs, longestMs: LONGEST_MS };
  }
  if (!UNAVAILABLE.includes(answer.status) || repeatable !== 'always') return undefined;
  return { because: `HTTP ${answer.status}`, waitMs: asked ?? backoffMs, longestMs: LONGEST_MS };
}

/** Graph sends fractions of seconds, Azure's front doors sometimes a date or milliseconds. */
function retryAfterMs({ header }: Look): number | undefined {
  const ms = Number(header('retry-after-ms') ?? header('x-ms-retry-after-ms') ?? Number.NaN);
  const asked = header('retry-after');
  const seconds = Number(asked ?? Number.NaN);
  const wait = Number.isNaN(ms) ? seconds * 1000 : ms;
  if (Number.isNaN(wait)) return untilDate(asked, header('date'));
  return Math.min(LONGEST_WAIT_MS, Math.max(1000, Math.ceil(wait)));
}

/** A date is compared with the server's own clock: ours may be wrong. */
function untilDate(asked: string | undefined, now: string | undefined): number | undefined {
  const wait = Date.parse(asked ?? '') - Date.parse(now ?? '');
  return Number.isNaN(wait) ? undefined : Math.min(LONGEST_WAIT_MS, Math.max(1000, wait));
}

/** POSTs of ARM that change nothing, or nothing more when repeated. */
const READING_POST =
  /\/(list\w*|checkNameAvailability|checkAccess|checkVirtualNetworkSubnetUsage|getPrivateDnsZoneSuffix|register)$/i;

/** The policies that every ARM client gets: one correlation id a run, our own retries, and no lost error bodies. */
export function azurePolicies(patience: Patience, correlationId: string): Policy[] {
  const policy: Policy['policy'] = {
    name: 'metaflowAzure',
    async sendRequest(request, next) {
      prepare(request, correlationId, patience.signal);
      const isPost = request.method === 'POST' && !READING_POST.test(new URL(request.url).pathname);
      const response = await repeating(
        patience,
        isPost ? 'when-throttled' : 'always',
        async () => {
          const answer = await next(request);
          // The query of an operation's address is as good as a password.
          patience.onCall?.(`${request.method} ${request.url.split('?', 1)[0]} ${answer.status}`);
          return answer;
        },
        ({ status, headers }) => ({ status, header: (name) => headers.get(name) }),
      );
      if (response.status >= 400) keepAnswer(request, answerOf(request, response));
      return response;
    },
  };
  // perRetry is innermost in both generations of clients: below their parsing, which throws, and with the token in place.
  return [{ policy, position: 'perRetry' }];
}

function prepare(request: SdkRequest, correlationId: string, signal: AbortSignal | undefined): void {
  if (!request.headers.has('x-ms-correlation-request-id')) {
    request.headers.set('x-ms-correlation-request-id', correlationId);
  }
  if (request.timeout === 0) request.timeout = ANSWER_WITHIN_MS;
  // A write that is on its way is let finish: its answer says what has happened.
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead && signal !== undefined && request.abortSignal === undefined) request.abortSignal = signal;
}

/** An answer of the SDK as the problems know it. */
export const answerOf = (
  { method, url }: SdkRequest,
  { status, headers, bodyAsText }: SdkResponse,
): Parameters<typeof keepAnswer>[1] => ({
  status,
  headers: headers.toJSON(),
  body: bodyAsText ?? '',
  method,
  url,
});
