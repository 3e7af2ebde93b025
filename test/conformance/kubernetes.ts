import { parse as parseYaml } from 'yaml';
import type { Exchange, Finding, Verdict } from './exchange.ts';
import { finding, isObject, parseJson } from './exchange.ts';
import type { KubernetesObjects } from './kubernetes-objects.ts';
import { loadKubernetesObjects } from './kubernetes-objects.ts';
import type { KubernetesPath } from './kubernetes-path.ts';
import { parseKubernetesPath, pluralOf } from './kubernetes-path.ts';

const APPLY = 'application/apply-patch+yaml';
const OTHER_PATCHES = ['merge-patch+json', 'json-patch+json', 'strategic-merge-patch+json'];
const SERVER_FILLED = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'managedFields',
  'selfLink',
];
const ACCEPTED: Readonly<Record<string, readonly number[]>> = {
  GET: [200],
  HEAD: [200],
  POST: [200, 201, 202],
  PUT: [200, 201],
  PATCH: [200, 201],
  DELETE: [200, 202],
};

/** Judges traffic with a Kubernetes API server: objects by strict schemas, the rest by the API's conventions. */
export function createKubernetesJudge(folder: string): { judge(exchange: Exchange): Verdict } {
  const objects = loadKubernetesObjects(folder);
  return {
    judge(exchange) {
      const { pathname, searchParams } = new URL(exchange.url);
      const path = parseKubernetesPath(pathname);
      if (path === undefined) {
        const message = `the API has no address of the form ${pathname}`;
        return { operation: '', findings: [finding('request', 'NO_OPERATION', message)] };
      }
      const verb = isApply(exchange) ? 'APPLY' : exchange.method;
      const operation = [verb, path.apiVersion, path.plural, path.subresource ?? '']
        .join(' ')
        .replaceAll(/ +/g, ' ')
        .trim();
      const asked = judgeRequest(objects, exchange, { path, query: searchParams });
      const answered = exchange.status >= 400 ? judgeRefusal : judgeAnswer;
      return { operation, findings: [...asked, ...answered(objects, exchange, path)] };
    },
  };
}

function contentType(headers: Readonly<Record<string, string>>): string {
  return (headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
}

function isApply({ method, requestHeaders }: Exchange): boolean {
  return method === 'PATCH' && contentType(requestHeaders) === APPLY;
}

function judgeRequest(
  objects: KubernetesObjects,
  exchange: Exchange,
  { path, query }: { path: KubernetesPath; query: URLSearchParams },
): readonly Finding[] {
  const { method, requestBody } = exchange;
  if (isApply(exchange)) return judgeApply(objects, requestBody, { path, query });
  if (method === 'PATCH') {
    const type = contentType(exchange.requestHeaders);
    const known = OTHER_PATCHES.some((patch) => type === `application/${patch}`);
    return known ? [] : [finding('request', 'CONTENT_TYPE', `no patch is of type "${type}"`)];
  }
  const body = parseJson('request', requestBody);
  if ('broken' in body) return [body.broken];
  if (method === 'DELETE')
    return body.value === undefined ? [] : objects.deleteOptions('request', body.value);
  if ((method === 'POST' || method === 'PUT') && path.is !== 'stream')
    return [...objects.check('request', body.value), ...judgeAgreement('request', body.value, path)];
  return body.value === undefined ? [] : [finding('request', 'BODY', `a body with ${method}`)];
}

function judgeApply(
  objects: KubernetesObjects,
  text: string,
  { path, query }: { path: KubernetesPath; query: URLSearchParams },
): readonly Finding[] {
  let object: unknown;
  try {
    object = parseYaml(text);
  } catch (error) {
    return [finding('request', 'NOT_YAML', String(error))];
  }
  const found = [...objects.check('request', object), ...judgeAgreement('request', object, path)];
  if (path.is !== 'object') found.push(finding('request', 'ADDRESS', 'an apply names one object'));
  if ((query.get('fieldManager') ?? '') === '')
    found.push(finding('request', 'FIELD_MANAGER', 'an apply without fieldManager', 'fieldManager'));
  if (!isObject(object)) return found;
  if (object['status'] !== undefined && path.subresource !== 'status')
    found.push(finding('request', 'STATUS_SENT', 'status is for the server to fill', '/status'));
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  for (const field of SERVER_FILLED.filter((name) => metadata[name] !== undefined))
    found.push(
      finding('request', 'SERVER_FILLED', `${field} is for the server to fill`, `/metadata/${field}`),
    );
  return found;
}

/** The address and the object must say the same. */
function judgeAgreement(side: Finding['side'], object: unknown, path: KubernetesPath): readonly Finding[] {
  if (!isObject(object) || path.subresource !== undefined) return [];
  const found: Finding[] = [];
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  if (object['apiVersion'] !== path.apiVersion)
    found.push(finding(side, 'DISAGREES', `the address says ${path.apiVersion}`, '/apiVersion'));
  if (pluralOf(String(object['kind'])) !== path.plural)
    found.push(finding(side, 'DISAGREES', `the address says ${path.plural}`, '/kind'));
  if (path.name !== undefined && metadata['name'] !== path.name)
    found.push(finding(side, 'DISAGREES', `the address says ${path.name}`, '/metadata/name'));
  const { namespace } = metadata;
  const lacking = side === 'response' && namespace === undefined;
  if ((namespace !== undefined || lacking) && namespace !== path.namespace)
    found.push(
      finding(side, 'DISAGREES', `the address says ${path.namespace ?? 'none'}`, '/metadata/namespace'),
    );
  return found;
}

function judgeAnswer(
  objects: KubernetesObjects,
  { method, status, responseHeaders, responseBody }: Exchange,
  path: KubernetesPath,
): readonly Finding[] {
  if (ACCEPTED[method]?.includes(status) !== true)
    return [finding('response', 'STATUS', `no answer to ${method} with status ${status}`)];
  if (path.is === 'stream' || path.is === 'health') return [];
  const body = parseJson('response', responseBody);
  if ('broken' in body) return [body.broken];
  const found: Finding[] = [];
  if (contentType(responseHeaders) !== 'application/json')
    found.push(finding('response', 'INVALID_CONTENT_TYPE', 'an answer that is not application/json'));
  if (path.is === 'discovery') return [...found, ...objects.discovery('response', body.value)];
  if (isObject(body.value) && body.value['kind'] === 'Status')
    return [...found, ...objects.status('response', body.value)];
  if (path.is === 'collection' && method === 'GET')
    return [...found, ...judgeList(objects, body.value, path)];
  const agreement = judgeAgreement('response', body.value, path);
  return [...found, ...objects.check('response', body.value), ...agreement];
}

function judgeList(objects: KubernetesObjects, list: unknown, path: KubernetesPath): readonly Finding[] {
  const wrong = objects.list('response', list);
  if (wrong.length > 0 || !isObject(list) || !Array.isArray(list['items'])) return wrong;
  const kind = String(list['kind']).replace(/List$/, '');
  const agreement = judgeAgreement(
    'response',
    { ...list, kind, metadata: {} },
    { ...path, namespace: undefined },
  );
  // Items of a list leave out what the list has said already.
  const items = list['items'].map((item: object) => ({ apiVersion: list['apiVersion'], kind, ...item }));
  return [...agreement, ...items.flatMap((item) => objects.check('response', item))];
}

function judgeRefusal(objects: KubernetesObjects, { status, responseBody }: Exchange): readonly Finding[] {
  // The server's front door says this, in plain text, of addresses that no API of it owns.
  if (status === 404 && responseBody === '404 page not found\n') return [];
  const body = parseJson('response', responseBody);
  if ('broken' in body) return [body.broken];
  const found = [...objects.status('response', body.value)];
  if (isObject(body.value) && body.value['code'] !== status)
    found.push(finding('response', 'DISAGREES', `the status line says ${status}`, '/code'));
  return found;
}
