import { kinds, type Sort } from './cluster-objects.ts';
import { anyOf, jsonOf, keep, recall, type Act, type Maker, type Scene } from './scene.ts';

const spaces = ['default', 'default', 'soak-a', 'soak-b'] as const;

interface Aim {
  readonly sort: Sort;
  readonly collection: string;
  readonly name: string;
}

/** A kind, a place for it, and a name. */
function aim(scene: Scene, sort = scene.choices.one(kinds)): Aim {
  const { choices, estate } = scene;
  const root = sort.apiVersion === 'v1' ? '/api/v1' : `/apis/${sort.apiVersion}`;
  const space = sort.cluster === true ? '' : `/namespaces/${choices.one(spaces)}`;
  const name = sort.names?.(scene) ?? `soak-${choices.number(3)}`;
  return { sort, collection: `/_host/${estate.fqdn}${root}${space}/${sort.plural}`, name };
}

/** Finalizers of somebody who is not in the cluster come and go. */
function objectOf(scene: Scene, { sort: { apiVersion, kind, body }, name }: Aim): Record<string, unknown> {
  const { choices } = scene;
  const finalizers = choices.number(12) === 0 ? { finalizers: ['example.com/soak'] } : {};
  const labels = { labels: { turn: String(choices.number(3)) } };
  return { apiVersion, kind, metadata: { name, ...labels, ...finalizers }, ...body(scene) };
}

const at = ({ collection, name }: Aim): string => `${collection}/${name}`;

const dialects = [
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/json-patch+json',
] as const;

const dry = ({ choices }: Scene): string => (choices.number(10) === 0 ? 'dryRun=All' : '');

const create: Maker = (scene) => {
  const to = aim(scene);
  return { method: 'POST', path: `${to.collection}?${dry(scene)}`, body: objectOf(scene, to) };
};

const patch: Maker = (scene) => {
  const to = aim(scene);
  const type = scene.choices.one(dialects);
  const { status: _status, ...object } = objectOf(scene, to);
  const value = String(scene.choices.number(9));
  const body = type.includes('json-patch')
    ? [{ op: scene.choices.one(['add', 'replace', 'remove', 'test']), path: '/metadata/labels/turn', value }]
    : object;
  return { method: 'PATCH', path: `${at(to)}?${dry(scene)}`, body, headers: { 'content-type': type } };
};

const apply: Maker = (scene) => {
  const to = aim(scene);
  const { choices } = scene;
  const force = choices.number(2) === 0 ? '&force=true' : '';
  return {
    method: 'PATCH',
    path: `${at(to)}?fieldManager=manager-${choices.number(3)}${force}&${dry(scene)}`,
    body: objectOf(scene, to),
    headers: { 'content-type': 'application/apply-patch+yaml' },
  };
};

/** An object that was read before is written back, changed; another may have been faster. */
const update: Maker = (scene) => {
  const text = recall(scene, 'objects');
  const known =
    text === 'none' ? undefined : (JSON.parse(text) as { path: string; body: { metadata: object } });
  if (known === undefined) return read(scene);
  const { path, body } = known;
  const metadata = {
    ...body.metadata,
    annotations: { turn: String(scene.choices.number(9)) },
    finalizers: [],
  };
  return { method: 'PUT', path, body: { ...body, metadata } };
};

function read(scene: Scene): Act {
  const to = aim(scene);
  const path = at(to);
  const heard: Act['heard'] = (answer) => {
    if (answer.status === 200) keep(scene, 'objects', JSON.stringify({ path, body: jsonOf(answer) }));
  };
  return { method: 'GET', path, heard };
}

const selectors = [
  '',
  'labelSelector=app%3Dsoak',
  'labelSelector=turn%20in%20(1,2)',
  'fieldSelector=metadata.name%3Dsoak-1',
] as const;

const list: Maker = (scene) => {
  const { collection } = aim(scene);
  const { choices } = scene;
  const more = choices.number(3) === 0 ? `&continue=${encodeURIComponent(recall(scene, 'continues'))}` : '';
  return {
    method: 'GET',
    path: `${collection}?limit=${choices.number(4)}&${choices.one(selectors)}${more}`,
    heard: (answer) => {
      const { metadata } = jsonOf(answer) as { metadata?: { continue?: string } };
      keep(scene, 'continues', metadata?.continue);
    },
  };
};

const watch: Maker = (scene) => {
  const { collection } = aim(scene);
  const from = scene.choices.one(['', '&resourceVersion=0', '&resourceVersion=1', '&sendInitialEvents=true']);
  return { method: 'GET', path: `${collection}?watch=1&timeoutSeconds=${scene.choices.number(2)}${from}` };
};

const POLICIES = ['Background', 'Foreground', 'Orphan'] as const;

const remove: Maker = (scene) => {
  const to = aim(scene);
  const { choices } = scene;
  const whole = choices.number(8) === 0;
  const grace = choices.number(4) === 0 ? '&gracePeriodSeconds=0' : '';
  return {
    method: 'DELETE',
    path: `${whole ? to.collection : at(to)}?propagationPolicy=${choices.one(POLICIES)}${grace}&${dry(scene)}${whole ? `&${choices.one(selectors)}` : ''}`,
  };
};

const scaled = kinds.filter(({ scales }) => scales === true) as unknown as readonly [Sort, ...Sort[]];

const scale: Maker = (scene) => {
  const to = aim(scene, scene.choices.one(scaled));
  const method = scene.choices.one(['GET', 'PUT', 'PATCH'] as const);
  const path = `${at(to)}/scale`;
  if (method === 'GET') return { method, path };
  const spec = { replicas: scene.choices.number(4) };
  const body = { apiVersion: 'autoscaling/v1', kind: 'Scale', metadata: { name: to.name }, spec };
  const headers = { 'content-type': method === 'PUT' ? 'application/json' : 'application/merge-patch+json' };
  return { method, path: `${path}?${dry(scene)}`, body, headers };
};

const counted = kinds.filter(({ counts }) => counts !== undefined) as unknown as readonly [Sort, ...Sort[]];

const status: Maker = (scene) => {
  const to = aim(scene, scene.choices.one(counted));
  const path = `${at(to)}/status`;
  if (scene.choices.number(3) === 0) return { method: 'GET', path };
  const headers = { 'content-type': 'application/merge-patch+json' };
  return { method: 'PATCH', path, body: { status: to.sort.counts?.(scene) }, headers };
};

/** Pods by the names that their controllers gave them. */
const pods: Maker = (scene) => {
  const { choices, estate } = scene;
  const path = recall(scene, 'pods');
  const method = choices.one(['LIST', 'LIST', 'DELETE', 'EVICT', 'EVICT', 'LOG'] as const);
  if (method === 'LIST' || path === 'none') {
    const collection = `/_host/${estate.fqdn}/api/v1/pods`;
    return {
      method: 'GET',
      path: collection,
      heard: (answer) => {
        const { items = [] } = jsonOf(answer) as {
          items?: { metadata: { name: string; namespace: string } }[];
        };
        for (const { metadata } of items.slice(0, 20)) {
          if (metadata.namespace === 'kube-system') continue;
          keep(
            scene,
            'pods',
            `/_host/${estate.fqdn}/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}`,
          );
        }
      },
    };
  }
  if (method === 'LOG') return { method: 'GET', path: `${path}/log?tailLines=1` };
  if (method === 'DELETE') return { method, path };
  const name = path.split('/').at(-1);
  const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } };
  return { method: 'POST', path: `${path}/eviction`, body };
};

/** Namespaces go and come back, and so do definitions with all their objects. */
const places: Maker = (scene) => {
  const { choices, estate } = scene;
  const name = choices.one(['soak-a', 'soak-b']);
  const collection = `/_host/${estate.fqdn}/api/v1/namespaces`;
  const method = choices.one(['POST', 'POST', 'POST', 'GET', 'DELETE'] as const);
  if (method !== 'POST') return { method, path: `${collection}/${name}` };
  return { method, path: collection, body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } } };
};

/** What clients of a cluster do to its objects. */
export const kubernetes: Maker = anyOf(
  create,
  create,
  create,
  apply,
  apply,
  patch,
  update,
  update,
  read,
  read,
  list,
  watch,
  remove,
  remove,
  remove,
  scale,
  status,
  pods,
  pods,
  places,
);
