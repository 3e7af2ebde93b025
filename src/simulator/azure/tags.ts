import { answer, Refusal } from '../errors.ts';
import { isObject, objectOf, type JsonObject } from '../json.ts';
import type { Resource } from '../store.ts';
import type { WireResponse } from '../wire.ts';
import { checkGroup, checkTags, notFound } from './checks.ts';
import type { Call, Route } from './resource-type.ts';
import { parseTarget } from './target.ts';

const tagsType = 'Microsoft.Resources/tags';

/** Who carries the tags of a scope: the thing itself or, for a subscription, a note of its own. */
function bearerOf(call: Call): Resource {
  const { cloud, params, target } = call;
  const scope = params['scope'] ?? '';
  if (target.resourceGroup !== undefined) checkGroup(call);
  const found = cloud.store.get(scope);
  if (found !== undefined) return found;
  const id = `${scope}/providers/${tagsType}/default`;
  if (!/^\/subscriptions\/[^/]+$/i.test(scope)) throw notFound({ ...call, target: parseTarget(scope) });
  const note = { id, name: 'default', type: tagsType, createdAt: cloud.now(), hidden: {}, state: '' };
  return cloud.store.get(id) ?? cloud.store.put({ ...note, body: {} });
}

function tagsView({ params }: Call, bearer: Resource): WireResponse {
  return answer(200, {
    id: `${params['scope']}/providers/${tagsType}/default`,
    name: 'default',
    type: tagsType,
    properties: { tags: objectOf(bearer.body['tags']) },
  });
}

/** The tags after a change: `Merge` adds, `Replace` puts in place of all, `Delete` takes those of name and value away. */
function tagsAfter(had: JsonObject, wanted: JsonObject, operation: unknown): JsonObject {
  if (operation === 'Replace') return wanted;
  if (operation === 'Merge') return { ...had, ...wanted };
  if (operation === 'Delete')
    return Object.fromEntries(Object.entries(had).filter(([key, value]) => wanted[key] !== value));
  throw new Refusal(
    400,
    'InvalidTagsPatchOperation',
    `The tags operation '${String(operation)}' is invalid.`,
    {
      cause: 'gateway',
    },
  );
}

function setTags(call: Call, operation: unknown): WireResponse {
  const bearer = bearerOf(call);
  const wanted = objectOf(call.body['properties'])['tags'];
  if (!isObject(wanted)) {
    throw new Refusal(400, 'InvalidRequestContent', 'The request content was invalid: tags are missing.', {
      cause: 'gateway',
    });
  }
  const tags = tagsAfter(objectOf(bearer.body['tags']), wanted, operation);
  checkTags(tags);
  bearer.body = { ...bearer.body, tags };
  return tagsView(call, bearer);
}

function dropTags(call: Call): WireResponse {
  const bearer = bearerOf(call);
  const { tags: _, ...rest } = bearer.body;
  bearer.body = rest;
  return answer(200);
}

/** Every name of a tag in the subscription, with its values, and how often each is there. */
function tagNames({ cloud, params }: Call): WireResponse {
  const scope = `/subscriptions/${params['subscription']}`;
  const names = new Map<string, Map<string, number>>();
  for (const { body } of cloud.store.below(scope))
    for (const [name, value] of Object.entries(objectOf(body['tags']))) {
      const values = names.get(name) ?? new Map<string, number>();
      names.set(name, values.set(String(value), (values.get(String(value)) ?? 0) + 1));
    }
  const count = (value: number): object => ({ type: 'Total', value });
  const value = [...names].map(([tagName, values]) => ({
    id: `${scope}/tagNames/${tagName}`,
    tagName,
    count: count([...values.values()].reduce((sum, one) => sum + one, 0)),
    values: [...values].map(([tagValue, often]) => ({
      id: `${scope}/tagNames/${tagName}/tagValues/${tagValue}`,
      tagValue,
      count: count(often),
    })),
  }));
  return answer(200, { value });
}

const route = (method: Route['method'], right: string, answerTo: Route['answer']): Route => ({
  method,
  path: `{scope}/providers/${tagsType}/default`,
  action: `${tagsType}/${right}`,
  answer: answerTo,
});

/** Tags of whatever has some, without a word about the rest of it. */
export const tagRoutes: readonly Route[] = [
  route('GET', 'read', (call) => tagsView(call, bearerOf(call))),
  route('PUT', 'write', (call) => setTags(call, 'Replace')),
  route('PATCH', 'write', (call) => setTags(call, call.body['operation'])),
  route('DELETE', 'delete', dropTags),
  {
    method: 'GET',
    path: '/subscriptions/{subscription}/tagNames',
    action: 'Microsoft.Resources/subscriptions/tagNames/read',
    answer: tagNames,
  },
];
