import { answer, Refusal } from './errors.ts';
import type { JsonObject } from './json.ts';
import { styles, type Style, type StyleName } from './operation-styles.ts';
import type { WireRequest, WireResponse } from './wire.ts';

/** Why an operation did not succeed. */
export interface Failure {
  readonly status: 'Failed' | 'Canceled';
  readonly code: string;
  readonly message: string;
  readonly details?: readonly JsonObject[];
}

/** Seconds that a poll asks to wait, where it asks for something else than the first answer. */
export interface PollAgain {
  readonly seconds: number;
  readonly from: number;
}

/** What an operation says of itself on its way, by the share of the time that is over. */
export type Progress = readonly (readonly [share: number, word: string])[];

/** An asynchronous operation of a resource provider. Plain JSON. */
export interface Operation {
  readonly name: string;
  readonly style: StyleName;
  readonly verb: 'create' | 'update' | 'delete';
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
  readonly resourceId: string;
  readonly startedAt: number;
  /** Absent: it never ends. */
  readonly endsAt?: number;
  readonly apiVersion: string;
  /** What the signed part of the poll URL says; it must come back unchanged. */
  readonly signature: string;
  readonly retryAfterSeconds?: number;
  /** What polls say instead, from so many seconds after the start. */
  readonly pollAgain?: PollAgain;
  /** The words for work under way, each from its share of the time on. */
  readonly progress?: Progress;
  /** What becomes of it in the end, if not success. */
  readonly failure?: Failure;
  ended?: boolean;
  /** How often somebody has asked. */
  polls: number;
}

/** About 2.4 KB, as long as the certificate that real poll URLs carry. */
const certificate = 'MIIHpTCCBo2gAwIBAgITOgSimulated'.repeat(79);

const style = (op: Operation): Style => styles[op.style];

function signedUrl(op: Operation, path: string): string {
  const url = new URL(path, 'https://management.azure.com');
  url.searchParams.set('api-version', style(op).versionOf?.(op.apiVersion) ?? op.apiVersion);
  url.searchParams.set('t', String(op.startedAt));
  url.searchParams.set('c', certificate);
  url.searchParams.set('s', op.signature);
  url.searchParams.set('h', op.signature.slice(0, 16));
  return url.href;
}

/** The headers by which the first answer of an operation tells where to look. */
export function operationHeaders(op: Operation): Record<string, string> {
  return { ...addresses(op), ...waitFor(op.retryAfterSeconds) };
}

function addresses(op: Operation): Record<string, string> {
  const { status, result, locationFor } = style(op);
  return {
    ...(status === undefined ? {} : { 'azure-asyncoperation': signedUrl(op, status(op)) }),
    ...(op.style === 'network' ? { 'azure-asyncnotification': 'Enabled' } : {}),
    ...(result !== undefined && locationFor.includes(op.verb) ? { location: signedUrl(op, result(op)) } : {}),
  };
}

const waitFor = (seconds: number | undefined): Record<string, string> =>
  seconds === undefined ? {} : { 'retry-after': String(seconds) };

/** How long a poll asks to wait for the next one. */
function pollAgain(
  { pollAgain: other, retryAfterSeconds, startedAt }: Operation,
  now: number,
): Record<string, string> {
  const isOther = other !== undefined && now >= startedAt + other.from * 1000;
  return waitFor(isOther ? other.seconds : retryAfterSeconds);
}

/** The word for how far an operation has come. */
function progressOf({ progress = [], startedAt, endsAt }: Operation, now: number): string {
  const share = endsAt === undefined ? 0 : (now - startedAt) / (endsAt - startedAt);
  return progress.findLast(([from]) => share >= from)?.[1] ?? 'InProgress';
}

/** Which operation and which of its two URLs a request polls, if any. */
export function polledOperation(
  request: WireRequest,
  operations: Readonly<Record<string, Operation>>,
): { readonly op: Operation; readonly at: 'status' | 'result' } | 'unknown' | undefined {
  const path = decodeURIComponent(request.url.pathname).toLowerCase();
  if (!pollPath.test(path)) return undefined;
  for (const op of Object.values(operations)) {
    const pathOf = (make: ((op: Operation) => string) | undefined): string | undefined =>
      make === undefined
        ? undefined
        : decodeURIComponent(new URL(make(op), 'https://x').pathname).toLowerCase();
    const at =
      path === pathOf(style(op).status) ? 'status' : path === pathOf(style(op).result) ? 'result' : undefined;
    if (at === undefined) continue;
    checkSignature(request.url, op);
    return { op, at };
  }
  return 'unknown';
}

const pollPath =
  /\/(operations|operationresults|azureasyncoperation|asyncoperations|privatednsoperationstatuses|privatednsoperationresults)\/[^/]+$/;

function checkSignature(url: URL, op: Operation): void {
  const given = (key: string): string => url.searchParams.getAll(key).join();
  const intact =
    given('t') === String(op.startedAt) &&
    given('c') === certificate &&
    given('s') === op.signature &&
    given('h') === op.signature.slice(0, 16);
  if (intact) return;
  throw new Refusal(
    400,
    'InvalidAsyncOperationSignature',
    'The signature of the operation URL is not valid.',
  );
}

/** The answer to a poll at a time. `shown` is the finished resource, where the type answers with it. */
export function pollResponse(
  op: Operation,
  at: 'status' | 'result',
  { shown, now }: { readonly shown: JsonObject | undefined; readonly now: number },
): WireResponse {
  const how = style(op);
  const running = op.ended !== true;
  const again = pollAgain(op, now);
  if (at === 'result') return resultResponse(op, shown, again);
  const state = running ? progressOf(op, now) : (op.failure?.status ?? 'Succeeded');
  const body = {
    ...(how.named ? { name: how.nameOf?.(op) ?? op.name } : {}),
    status: state,
    ...(how.named ? { startTime: new Date(op.startedAt).toISOString() } : {}),
    ...(how.endTime === true && !running ? { endTime: new Date(op.endsAt ?? 0).toISOString() } : {}),
    ...(running || op.failure === undefined ? {} : { error: { ...op.failure, status: undefined } }),
  };
  const headers = { ...(how.repeatsHeaders === true ? addresses(op) : {}), ...again };
  return answer(running ? how.runningStatus : 200, body, running ? headers : {});
}

function resultResponse(
  op: Operation,
  shown: JsonObject | undefined,
  again: Record<string, string>,
): WireResponse {
  if (op.ended !== true) {
    const type = { 'content-type': 'text/plain; charset=utf-8' };
    return answer(202, undefined, { ...addresses(op), ...again, ...type });
  }
  if (op.failure !== undefined) throw failureRefusal(op.failure);
  const status = style(op).resultStatus(op);
  return status === 200 && op.verb !== 'delete' && shown !== undefined ? answer(200, shown) : answer(status);
}

function failureRefusal({ code, message, details }: Failure): Refusal {
  return new Refusal(409, code, message, { cause: 'gateway', ...(details === undefined ? {} : { details }) });
}
