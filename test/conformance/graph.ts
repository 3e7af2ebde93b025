import fs from 'node:fs';
import path from 'node:path';
import type { Exchange, Finding, Verdict } from './exchange.ts';
import { finding, parseJson } from './exchange.ts';
import type { Check } from './schemas.ts';
import { createSchemas } from './schemas.ts';

interface Description {
  readonly definitions: object;
  readonly error: object;
  readonly operations: Readonly<
    Record<string, { readonly req?: object; readonly res: Readonly<Record<string, object | null>> }>
  >;
}

const OPTIONS = ['$filter', '$select', '$top', '$orderby', '$count', '$search', '$expand', '$skiptoken'];
const REFUSALS = [400, 401, 403, 404, 405, 409, 412, 415, 422, 429, 500, 502, 503, 504];

/** Judges Microsoft Graph traffic by a cut of Microsoft's CSDL: applications, service principals, who am I. */
export function createGraphJudge(folder: string): { judge(exchange: Exchange): Verdict } {
  const file = path.join(folder, 'graph', 'graph-min.json');
  const description = JSON.parse(fs.readFileSync(file, 'utf8')) as Description;
  const schemas = createSchemas(description.definitions);
  const compiled = new Map<object, Check>();
  const check = (schema: object): Check => {
    const known = compiled.get(schema) ?? schemas.compile(schema);
    compiled.set(schema, known);
    return known;
  };

  return {
    judge(exchange) {
      const operation = findOperation(Object.keys(description.operations), exchange);
      const described = description.operations[operation];
      if (described === undefined) {
        const message = `no operation ${exchange.method} ${new URL(exchange.url).pathname}`;
        return { operation: '', findings: [finding('request', 'NO_OPERATION', message)] };
      }
      const asked = judgeRequest(exchange, described.req === undefined ? undefined : check(described.req));
      const findings = [...judgeOptions(exchange), ...asked];
      if (exchange.status >= 400) findings.push(...judgeRefusal(exchange, check(description.error)));
      else findings.push(...judgeAnswer(exchange, described.res, check));
      return { operation, findings };
    },
  };
}

function findOperation(operations: readonly string[], { method, url }: Exchange): string {
  const { pathname } = new URL(url);
  const asked = decodeURIComponent(pathname).replace(/^\/v1\.0(?=\/)/, '');
  // `applications(appId='…')` is another spelling of `applications/…`.
  const plain = asked.replaceAll(/\((?:appId|uniqueName)='[^']*'\)/g, '/{id}');
  const fits = (operation: string): boolean => {
    const [verb, template = ''] = operation.split(' ');
    return verb === method && new RegExp(`^${template.replaceAll('{id}', '[^/]+')}$`).test(plain);
  };
  return pathname.startsWith('/v1.0/') ? (operations.find(fits) ?? '') : '';
}

function judgeOptions({ method, url }: Exchange): readonly Finding[] {
  const names = [...new URL(url).searchParams.keys()];
  return names
    .filter((name) => method !== 'GET' || !OPTIONS.includes(name))
    .map((name) => finding('request', 'QUERY', `no query option "${name}" here`, name));
}

function judgeRequest({ requestBody }: Exchange, check: Check | undefined): readonly Finding[] {
  const body = parseJson('request', requestBody);
  if ('broken' in body) return [body.broken];
  if (check !== undefined) return check('request', body.value);
  return body.value === undefined ? [] : [finding('request', 'BODY', 'a body where none is taken')];
}

function judgeAnswer(
  { status, responseBody }: Exchange,
  answers: Readonly<Record<string, object | null>>,
  check: (schema: object) => Check,
): readonly Finding[] {
  const schema = answers[status];
  if (schema === undefined) return [finding('response', 'STATUS', `no answer with status ${status}`)];
  const body = parseJson('response', responseBody);
  if ('broken' in body) return [body.broken];
  if (schema !== null) return check(schema)('response', body.value);
  return body.value === undefined ? [] : [finding('response', 'BODY', `a body with status ${status}`)];
}

function judgeRefusal({ status, responseBody }: Exchange, check: Check): readonly Finding[] {
  if (!REFUSALS.includes(status)) return [finding('response', 'STATUS', `Graph does not answer ${status}`)];
  const body = parseJson('response', responseBody);
  return 'broken' in body ? [body.broken] : check('response', body.value);
}
