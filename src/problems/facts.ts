import { answerTo, readBody, type Answer } from './answers.ts';
import { plain, withoutSecrets } from './plain.ts';
import type { About, Facts } from './rules-shape.ts';

/** What the errors of the SDKs have in common where they come from an answer. */
interface AnsweredError extends Error {
  readonly statusCode?: number;
  readonly code?: string;
  readonly request?: { readonly method?: string; readonly url?: string };
  readonly response?: {
    readonly bodyAsText?: string | null;
    readonly headers?: { readonly toJSON?: () => Readonly<Record<string, string>> };
  };
}

/** The facts of what an SDK threw; undefined when no answer of the cloud is behind it. */
export function factsOf(error: AnsweredError, about: About): Facts | undefined {
  const signIn = signInFacts(error, about);
  if (signIn !== undefined) return signIn;
  if (typeof error.statusCode === 'number' && error.statusCode >= 400) {
    const answer = (error.request && answerTo(error.request)) ?? answerOf(error, error.statusCode);
    const facts = factsOfAnswer(answer, about);
    if (facts.azureCode !== '' || facts.said !== '') return facts;
    return { ...facts, ...wordsOf(error.code ?? '', error.message) };
  }
  return operationFacts(error, about);
}

function answerOf({ request, response }: AnsweredError, status: number): Answer {
  return {
    status,
    headers: response?.headers?.toJSON?.() ?? {},
    body: response?.bodyAsText ?? '',
    ...(request?.method === undefined ? {} : { method: request.method }),
    ...(request?.url === undefined ? {} : { url: request.url }),
  };
}

/** The facts of an answer: a refusal, or a poll that tells of a failed operation. */
export function factsOfAnswer(answer: Answer, about: About): Facts {
  const { headers, url = '' } = answer;
  const body = readBody(answer);
  const challenge = headers['www-authenticate'] ?? '';
  const demand =
    answer.status === 401 && challenge.includes('insufficient_claims') ? ' insufficient_claims' : '';
  const requestId =
    headers['x-ms-request-id'] ??
    headers['request-id'] ??
    headers['x-ms-correlation-request-id'] ??
    body.requestId;
  return {
    ...about,
    ...wordsOf(body.code, `${body.message}${demand}`),
    message: plain(body.message),
    status: body.operationFailed ? undefined : answer.status,
    codes: body.codes,
    details: body.details.filter((detail) => detail !== body.message).map(plain),
    method: body.operationFailed ? undefined : answer.method,
    path: pathOf(url),
    policies: body.policies,
    login: loginIn(body.message) ?? loginFor(challenge),
    requestId,
  };
}

const wordsOf = (
  azureCode: string,
  said: string,
): Pick<Facts, 'azureCode' | 'codes' | 'said' | 'message'> => ({
  azureCode,
  codes: azureCode === '' ? [] : [azureCode.toLowerCase()],
  said,
  message: plain(said),
});

const pathOf = (url: string): string => url.replace(/^https?:\/\/[^/]+/i, '').replace(/\?.*$/s, '');

const SIGN_IN_ERRORS = new Set([
  'AuthenticationError',
  'AggregateAuthenticationError',
  'AuthenticationRequiredError',
  'CredentialUnavailableError',
]);

/** Facts of a sign-in that failed: @azure/identity has the code in its text only. */
function signInFacts(error: Error, about: About): Facts | undefined {
  const sts = /AADSTS\d+/.exec(error.message)?.[0];
  if (sts === undefined && !SIGN_IN_ERRORS.has(error.name)) return undefined;
  const kind =
    sts === undefined && error.name === 'CredentialUnavailableError'
      ? 'CredentialUnavailable'
      : 'AuthenticationRefused';
  const said = error.message;
  return {
    ...about,
    ...wordsOf(sts ?? kind, said),
    message: plain(
      sts === undefined ? said : said.slice(said.indexOf(sts) + sts.length).replace(/^:\s*/, ''),
    ),
    codes: [(sts ?? kind).toLowerCase(), kind.toLowerCase()],
    status: undefined,
    details: [],
    method: undefined,
    path: '',
    policies: [],
    login: loginIn(said),
    requestId: /(?:Trace ID|trace_id)"?:\s*"?([\w-]{36})/i.exec(said)?.[1],
  };
}

/** Pollers drop the body of a failed operation and put code and message into one sentence. */
function operationFacts(error: Error, about: About): Facts | undefined {
  const sentence =
    /^The long-running operation has (?:failed|been canceled)\.?\s*(?:(\w+)\.\s)?([\s\S]*)$/.exec(
      error.message,
    );
  if (sentence === null && error.message !== 'Operation was canceled') return undefined;
  const [, code = sentence === null ? 'Canceled' : '', said = ''] = sentence ?? [];
  return {
    ...about,
    ...wordsOf(code, said),
    status: undefined,
    details: [],
    method: undefined,
    path: '',
    policies: [],
    login: undefined,
    requestId: undefined,
  };
}

/** The sign-in command that Azure or its CLI asks for; claims have to be repeated to the letter. */
function loginIn(said: string): string | undefined {
  const command = /\baz login --[^\n`]+/
    .exec(said)?.[0]
    .trim()
    .replace(/[.'"]+$/, '');
  return command === undefined ? undefined : withoutSecrets(command);
}

function loginFor(challenge: string): string | undefined {
  const claims = /claims="([\w+/=-]+)"/.exec(challenge)?.[1];
  return claims === undefined ? undefined : `az login --claims-challenge "${claims}"`;
}
