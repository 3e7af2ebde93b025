import { anyOf, keep, recall, type Act, type Maker, type Scene } from './scene.ts';

const box = '/_host/fuzzbox.blob.core.windows.net/box';
const version = { 'x-ms-version': '2023-11-03' };

const pathOf = ({ choices }: Scene): string =>
  `${box}/${choices.one(['', '', 'a/', 'a/b/'])}b${choices.number(8)}`;

/** Writes on behalf of a lease, now and then. */
const held = (scene: Scene): Record<string, string> =>
  scene.choices.number(4) === 0 ? { 'x-ms-lease-id': lease(scene) } : {};

const NOBODY = '00000000-1111-4222-8333-444444444444';
const lease = (scene: Scene): string => recall(scene, 'leases').replace(/^none$/, NOBODY);

const plain: Maker = (scene) => {
  const { choices } = scene;
  const method = choices.one(['PUT', 'PUT', 'GET', 'HEAD', 'DELETE'] as const);
  const conditions = choices.one([
    {},
    {},
    {},
    { 'if-match': recall(scene, 'etags') },
    { 'if-none-match': '*' },
    { 'x-ms-range': `bytes=${choices.number(50)}-${choices.number(90)}` },
    { 'if-modified-since': 'Sat, 01 Jan 2050 00:00:00 GMT' },
  ]) as Record<string, string>;
  const act = {
    method,
    path: pathOf(scene),
    headers: { ...version, ...conditions, ...held(scene), 'x-ms-blob-type': 'BlockBlob' },
    heard: ({ headers }: { headers: Record<string, unknown> }) => keep(scene, 'etags', headers['etag']),
  };
  return method === 'PUT' ? { ...act, body: 'x'.repeat(choices.number(2000)) } : act;
};

/** A request that is about a part or a property of a blob. */
const part =
  (comp: string, made: (scene: Scene) => Partial<Act>): Maker =>
  (scene) => {
    const { headers = {}, ...rest } = made(scene);
    const { path = '', ...more } = rest;
    return {
      method: 'PUT',
      ...more,
      path: `${pathOf(scene)}?comp=${comp}${path}`,
      headers: { ...version, ...held(scene), ...headers },
    };
  };

const blockId = (number: number): string => Buffer.from(`block-${number}`).toString('base64');

const leases: Maker = (scene) => {
  const { choices } = scene;
  const action = choices.one([
    'acquire',
    'acquire',
    'renew',
    'change',
    'release',
    'release',
    'break',
    'break',
  ]);
  const headers = {
    ...version,
    'x-ms-lease-action': action,
    ...(action === 'acquire'
      ? { 'x-ms-lease-duration': choices.one(['15', '60', '-1', '7']) }
      : { 'x-ms-lease-id': lease(scene) }),
    ...(action === 'break' ? { 'x-ms-lease-break-period': String(choices.number(3)) } : {}),
    ...(action === 'change' ? { 'x-ms-proposed-lease-id': NOBODY } : {}),
  };
  const at = choices.one([pathOf(scene), pathOf(scene), pathOf(scene), `${box}-leased`]);
  const query = at === `${box}-leased` ? '?restype=container&comp=lease' : '?comp=lease';
  return {
    method: 'PUT',
    path: `${at}${query}`,
    headers,
    heard: ({ headers: told }) => keep(scene, 'leases', told['x-ms-lease-id']),
  };
};

const listing: Maker = (scene) => {
  const { choices } = scene;
  const query = [
    'restype=container&comp=list',
    ...(choices.number(2) === 0 ? [`maxresults=${1 + choices.number(4)}`] : []),
    ...(choices.number(2) === 0 ? ['delimiter=/'] : []),
    ...(choices.number(2) === 0 ? [`prefix=${choices.one(['a/', 'b', 'zz'])}`] : []),
    ...(choices.number(2) === 0 ? ['include=metadata,uncommittedblobs'] : []),
    ...(choices.number(3) === 0 ? [`marker=${encodeURIComponent(recall(scene, 'markers'))}`] : []),
  ];
  return {
    method: 'GET',
    path: `${box}?${query.join('&')}`,
    headers: version,
    heard: ({ text }) => keep(scene, 'markers', /<NextMarker>([^<]+)/.exec(text)?.[1]),
  };
};

/** Containers and blobs by the data plane's own ways. */
export const blobs: Maker = anyOf(
  plain,
  plain,
  plain,
  plain,
  listing,
  listing,
  leases,
  leases,
  part('metadata', ({ choices }) => ({
    method: choices.one(['PUT', 'GET']),
    headers: { 'x-ms-meta-turn': String(choices.number(9)) },
  })),
  part('properties', () => ({ headers: { 'x-ms-blob-content-type': 'text/plain' } })),
  part('tier', ({ choices }) => ({
    headers: { 'x-ms-access-tier': choices.one(['Hot', 'Cool', 'Archive', 'Lukewarm']) },
  })),
  part('block', ({ choices }) => ({
    path: `&blockid=${encodeURIComponent(blockId(choices.number(4)))}`,
    body: 'y'.repeat(choices.number(100)),
  })),
  part('blocklist', ({ choices }) => {
    const list = choices.one(['Latest', 'Uncommitted', 'Committed']);
    return {
      body: `<?xml version="1.0"?><BlockList><${list}>${blockId(choices.number(4))}</${list}></BlockList>`,
    };
  }),
  part('blocklist', () => ({ method: 'GET', path: '&blocklisttype=all' })),
  (scene) => ({
    method: 'PUT',
    path: pathOf(scene),
    headers: {
      ...version,
      ...held(scene),
      'x-ms-copy-source': `https://fuzzbox.blob.core.windows.net${pathOf(scene).replace(/^\/_host\/[^/]+/, '')}`,
    },
  }),
  ({ choices }) => ({
    method: choices.one(['PUT', 'PUT', 'GET', 'DELETE', 'HEAD']),
    path: `${box}-leased?restype=container`,
    headers: version,
  }),
);
