import { configMap } from './bodies.ts';
import { CORE, del, get, post, the, type Case, type Json } from './case.ts';

const MAPS = `${CORE}/configmaps`;
const three = [
  post(MAPS, configMap('a', {}, { labels: { app: 'x', tier: 'front' } })),
  post(MAPS, configMap('b', {}, { labels: { app: 'x' } })),
  post(MAPS, configMap('c', {}, { labels: { app: 'y' } })),
];
/** What of a list the cases are about. The authority that every namespace has is left out. */
const names = (body: Json): unknown =>
  body.items === undefined
    ? body
    : {
        kind: body.kind,
        apiVersion: body.apiVersion,
        metadata: body.metadata,
        names: body.items
          .map((item: Json) => item.metadata.name)
          .filter((name: string) => name !== 'kube-root-ca.crt'),
      };
const list = (query: Record<string, string>) =>
  get(MAPS, { query: { labelSelector: 'app', ...query }, see: names });

/** Lists, selectors and pages. */
export const listCases: readonly Case[] = [
  ...[
    ['equal', 'app=x'],
    ['equal, written twice', 'app==x'],
    ['unequal, the unlabelled included', 'app!=x'],
    ['among some', 'app in (x,z)'],
    ['not among some', 'app,app notin (x)'],
    ['present', 'tier'],
    ['absent', 'app,!tier'],
    ['of two labels', 'app=x,tier=front'],
    ['of an empty value', 'app='],
  ].map(([what = '', labelSelector = '']) =>
    the(`labels select: ${what}`, ...three, list({ labelSelector })),
  ),
  ...['app in x', '!', 'app=a b', '-app=x', 'app>x', ','].map((labelSelector) =>
    the(`a selector of labels that cannot be read is refused: ${labelSelector}`, list({ labelSelector })),
  ),
  the('a name selects', ...three, list({ fieldSelector: 'metadata.name=b' })),
  the('a name excludes', ...three, list({ fieldSelector: 'metadata.name!=b' })),
  the('a field that does not select is refused', list({ fieldSelector: 'data.a=1' })),
  the('a selector of fields that cannot be read is refused', list({ fieldSelector: 'metadata.name' })),
  the(
    'pods are selected by phase and node',
    get(`${CORE}/pods`, { query: { fieldSelector: 'status.phase=Running,spec.nodeName=none' } }),
  ),
  the(
    'whoever asks for Endpoints is told what to ask for',
    get(`${CORE}/endpoints`),
    get(`${CORE}/endpoints/none`),
  ),
  the('an empty list is a list', get(`${CORE}/secrets`)),
  the(
    'items do not repeat what they are',
    post(MAPS, configMap('a', {}, { labels: { app: 'x' } })),
    get(MAPS, { query: { labelSelector: 'app' } }),
  ),
  the('a list of a namespace that is not there is empty', get('/api/v1/namespaces/nowhere/configmaps')),
  the('a list is cut into pages', ...three, list({ limit: '2' }), {
    ...list({}),
    query: (bodies: readonly Json[]) => ({
      labelSelector: 'app',
      limit: '2',
      continue: String(bodies.at(-1).metadata.continue),
    }),
  }),
  the('a page that nobody began is refused', list({ limit: '2', continue: 'nonsense' })),
  the('a limit that is no number is refused', list({ limit: 'many' })),
  the('a list of a version that is no number is refused', list({ resourceVersion: 'latest' })),
  the('a list of any version is given', ...three, list({ resourceVersion: '0' })),
  the(
    'a collection is deleted by its labels',
    ...three,
    del(MAPS, undefined, { query: { labelSelector: 'app=x' }, see: names }),
    list({}),
  ),
  the(
    'a watch tells what is there and what comes',
    post(MAPS, configMap('a', {}, { labels: { app: 'x' } })),
    get(MAPS, {
      query: { watch: 'true', timeoutSeconds: '1', labelSelector: 'app', resourceVersion: '0' },
      see: (body: Json) => [body].flat().map((event: Json) => `${event.type} ${event.object.metadata.name}`),
    }),
  ),
];
