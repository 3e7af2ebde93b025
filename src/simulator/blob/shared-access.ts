import type { BlobError } from './answers.ts';
import { signed } from './shared-key.ts';

/** Which account, container and blob a signature is held against, and what for. */
export interface Asked {
  readonly account: string;
  readonly container: string;
  readonly blob: string;
  /** The letters of `sp` of which one is enough. */
  readonly permissions: string;
  readonly keys: readonly string[];
  readonly now: number;
}

/** Why a shared access signature does not open the door. */
export interface SasProblem {
  readonly error: BlobError;
  readonly detail?: string;
}

/** Versions from which encryption scopes are part of the text. */
const WITH_SCOPE = '2020-12-06';
/** Older texts had other members: what is simulated begins here. */
const OLDEST = '2018-11-09';

/** The text behind the signature of one blob or container, or of a whole account (REST reference, "service SAS", "account SAS"). */
export function sasText(query: URLSearchParams, { account, container, blob }: Asked): string {
  const of = (...names: readonly string[]): string[] => names.map((name) => query.get(name) ?? '');
  const scope = (query.get('sv') ?? '') >= WITH_SCOPE ? of('ses') : [];
  if (query.has('ss')) {
    return [
      account,
      ...of('sp', 'ss', 'srt', 'st', 'se', 'sip', 'spr', 'sv'),
      ...(scope.length === 0 ? [] : scope),
      '',
    ].join('\n');
  }
  const resource = `/blob/${account}/${container}${query.get('sr') === 'b' ? `/${blob}` : ''}`;
  return [
    ...of('sp', 'st', 'se'),
    resource,
    ...of('si', 'sip', 'spr', 'sv', 'sr', 'snapshot'),
    ...scope,
    ...of('rscc', 'rscd', 'rsce', 'rscl', 'rsct'),
  ].join('\n');
}

/** Why a signature in a URL does not allow what is asked, or undefined. */
export function sasProblem(query: URLSearchParams, asked: Asked): SasProblem | undefined {
  const sv = query.get('sv') ?? '';
  // Signed by a user's key, which this storage does not hand out.
  if (query.has('skoid') || query.has('si') || sv < OLDEST) return { error: 'NotSimulated' };
  const given = query.get('sig') ?? '';
  const text = sasText(query, asked);
  if (!asked.keys.some((key) => signed(text, key) === given)) {
    return {
      error: 'AuthenticationFailed',
      detail: `Signature did not match. String to sign used was ${text}`,
    };
  }
  return timeProblem(query, asked) ?? scopeProblem(query, asked);
}

function timeProblem(query: URLSearchParams, { now }: Asked): SasProblem | undefined {
  const [start, expiry] = [query.get('st'), query.get('se')];
  const isEarly = start !== null && Date.parse(start) > now;
  if (!isEarly && Date.parse(expiry ?? '') > now) return undefined;
  const frame = `Start [${start ?? ''}] - Expiry [${expiry ?? ''}] - Current [${new Date(now).toUTCString()}]`;
  return {
    error: 'AuthenticationFailed',
    detail: `Signature not valid in the specified time frame: ${frame}`,
  };
}

function scopeProblem(query: URLSearchParams, { blob, permissions }: Asked): SasProblem | undefined {
  const isAccount = query.has('ss');
  if (isAccount && !(query.get('ss') ?? '').includes('b')) return { error: 'AuthorizationServiceMismatch' };
  const level = blob === '' ? 'c' : 'o';
  if (isAccount && !(query.get('srt') ?? '').includes(level))
    return { error: 'AuthorizationResourceTypeMismatch' };
  // A signature of one blob does not list its container.
  if (!isAccount && query.get('sr') === 'b' && blob === '')
    return { error: 'AuthorizationResourceTypeMismatch' };
  const has = permissions.split('').some((one) => (query.get('sp') ?? '').includes(one));
  return has ? undefined : { error: 'AuthorizationPermissionMismatch' };
}
