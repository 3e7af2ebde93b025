import type { Answer } from '../../../src/problems/answers.ts';
import type { About } from '../../../src/problems/from-azure.ts';

/** One refusal in the shape in which the cloud sends it, and what is to become of it. */
export interface Sample {
  readonly title: string;
  readonly answer: Answer;
  readonly doing?: About['doing'];
  readonly code: string;
  readonly retrySeconds?: number;
  /** Has to be in the message. */
  readonly says?: string;
  /** Has to be in the advice. */
  readonly advises?: string;
}

export const SUBSCRIPTION = '/subscriptions/00000000-0000-0000-0000-000000000000';
export const GROUP = `${SUBSCRIPTION}/resourceGroups/rg-demo`;
const ARM = 'https://management.azure.com';
const JSON_TYPE = { 'content-type': 'application/json' };

type Extra = Partial<Omit<Sample, 'answer'>> & {
  readonly method?: string;
  readonly path?: string;
  readonly more?: object;
  readonly headers?: Readonly<Record<string, string>>;
};

const sample = (
  answer: Answer,
  azureCode: string,
  code: string,
  { method: _m, path: _p, more: _o, headers: _h, ...rest }: Extra,
): Sample => ({ title: `${azureCode || answer.body.slice(0, 40)} → ${code}`, answer, code, ...rest });

const answerOf = (status: number, body: string, extra: Extra): Answer => ({
  status,
  headers: { ...JSON_TYPE, ...extra.headers },
  body,
  method: extra.method ?? 'PUT',
  url: `${ARM}${extra.path ?? `${GROUP}/providers/Microsoft.X/things/thing`}?api-version=2025-01-01`,
});

/** `{"error":{"code","message"}}`: ARM, most providers, Graph. */
export const nested = (
  status: number,
  azureCode: string,
  message: string,
  code: string,
  extra: Extra = {},
): Sample =>
  sample(
    answerOf(status, JSON.stringify({ error: { code: azureCode, message, ...extra.more } }), extra),
    azureCode,
    code,
    extra,
  );

/** `{"code","message","subcode"}`: AKS, private DNS records. */
export const flat = (
  status: number,
  azureCode: string,
  message: string,
  code: string,
  extra: Extra = {},
): Sample =>
  sample(
    answerOf(
      status,
      JSON.stringify({ code: azureCode, details: null, message, subcode: '', ...extra.more }, null, 2),
      extra,
    ),
    azureCode,
    code,
    extra,
  );

/** A poll that was answered 200 and tells of a failure. */
export const operation = (azureCode: string, message: string, code: string, extra: Extra = {}): Sample =>
  sample(
    answerOf(
      200,
      JSON.stringify({
        name: 'aaaaaaaa-0000-0000-0000-000000000001',
        status: 'Failed',
        error: { code: azureCode, message },
      }),
      { method: 'GET', ...extra },
    ),
    azureCode,
    code,
    { ...extra, title: `operation: ${azureCode || message} → ${code}` },
  );

/** What the blob service says: XML with a byte order mark. */
export const blob = (
  status: number,
  azureCode: string,
  message: string,
  code: string,
  extra: Extra = {},
): Sample =>
  sample(
    answerOf(
      status,
      `\uFEFF<?xml version="1.0" encoding="utf-8"?><Error><Code>${azureCode}</Code><Message>${message}\nRequestId:aaaaaaaa-0000-0000-0000-000000000001\nTime:2024-06-19T10:56:24.3580244Z</Message></Error>`,
      { ...extra, headers: { 'content-type': 'application/xml', 'x-ms-error-code': azureCode } },
    ),
    azureCode,
    code,
    extra,
  );

/** An answer without a body that says anything. */
export const bare = (status: number, code: string, extra: Extra & { readonly body?: string } = {}): Sample =>
  sample(answerOf(status, extra.body ?? '', extra), `HTTP ${status}`, code, extra);
