import { subscriptionId, tenantId } from '../../src/simulator/catalogue.ts';
import { group, tokenFor, versionFor, type Estate } from './estate.ts';
import type { Choices } from './random.ts';

/** Bytes for the port, in the open or inside of TLS. */
export interface Input {
  readonly what: string;
  readonly inside: 'plain' | 'tls';
  readonly bytes: Buffer;
}

const paths = [
  group,
  `${group}/providers/Microsoft.Storage/storageAccounts/fuzzbox`,
  `${group}/providers/Microsoft.Network/virtualNetworks/net`,
  `${group}/providers/Microsoft.Network/virtualNetworks/net/subnets/s`,
  `${group}/providers/Microsoft.Network/privateDnsZones/a.example`,
  `${group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/pg`,
  `${group}/providers/Microsoft.ContainerService/managedClusters/k`,
  `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id`,
  `${group}/providers/Microsoft.Authorization/roleAssignments/11111111-2222-4333-8444-555555555555`,
  `/subscriptions/${subscriptionId}/providers/Microsoft.Storage/checkNameAvailability`,
  `/subscriptions/${subscriptionId}/resources`,
  '/subscriptions',
  '/metadata/endpoints',
  '/v1.0/applications',
  '/v1.0/servicePrincipals',
  '/v1.0/applications/x/addPassword',
  '/v1.0/directory/deletedItems',
  '/beta/users',
  `/${tenantId}/oauth2/v2.0/token`,
  `/${tenantId}/oauth2/v2.0/devicecode`,
  '/common/discovery/instance',
  '/_host/fuzz.azmk8s.io/api/v1/namespaces/default/configmaps',
  '/_host/fuzz.azmk8s.io/apis/apps/v1/namespaces/default/deployments/web',
  '/_host/fuzz.azmk8s.io/api/v1/namespaces/default/pods/p/log',
  '/_host/fuzzbox.blob.core.windows.net/box/blob',
  '/_host/fuzzbox.blob.core.windows.net/box',
  '/_simulator/faults',
  '/_simulator/clock',
] as const;

const pieces = [
  '%',
  '%zz',
  '%00',
  '%2e%2e%2f',
  '..',
  '//',
  '__proto__',
  'constructor',
  'toString',
  '\u00e9',
  '%F0%9F%98%80',
  "'",
  '(',
  '$metadata',
  'a'.repeat(300),
  '?',
  '#x',
  '{id}',
  '*',
  ' ',
] as const;

const queries = [
  'api-version=2023-05-01',
  'api-version=',
  'api-version=%zz',
  'api-version=__proto__',
  '$filter=tagName eq',
  "$filter=displayName eq 'x",
  '$filter=((((',
  '$top=-1&$skip=x',
  '$top=1e9',
  '$select=__proto__,constructor',
  '$skipToken=%00',
  '$expand=*',
  '$orderby=a desc, b',
  'watch=1&timeoutSeconds=1&resourceVersion=x',
  'watch=true&timeoutSeconds=1&labelSelector=((',
  'labelSelector=a in (b&fieldSelector==',
  'limit=x&continue=%%',
  'comp=list&restype=container&maxresults=-3',
  'comp=block&blockid=!!',
  'comp=blocklist',
  'comp=lease',
  'sig=x&se=y&sp=z',
  'follow=1&tailLines=x',
  'dryRun=All&fieldManager=',
  'last=x',
] as const;

const bodies = [
  '',
  'null',
  '[]',
  '1',
  '"x"',
  'true',
  '{',
  '{"a":}',
  '\u0000',
  '{"__proto__":{"x":1}}',
  '{"constructor":{"prototype":1}}',
  '{"__proto__":1,"constructor":1,"toString":{}}',
  '{"location":"eastus2","properties":{"constructor":{},"__proto__":[1]},"sku":{"toString":1}}',
  '{"apiVersion":"v1","kind":"constructor","metadata":{"name":"x"}}',
  '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"x","constructor":1},"toString":{},"data":{"__proto__":"x"}}',
  '{"properties":null}',
  '{"properties":[]}',
  '{"location":1,"properties":"x"}',
  '{"location":"eastus2","sku":[],"kind":{},"properties":{"addressSpace":{"addressPrefixes":[1,null,{}]}}}',
  '{"location":"eastus2","properties":{"agentPoolProfiles":[null,1,{"name":{}}]}}',
  '{"location":"eastus2","tags":[1],"identity":7,"properties":{"subnets":[[]]}}',
  '{"location":"eastus2","properties":{"addressSpace":{"addressPrefixes":["10.0.0.0/99","x/y","::/0"]}}}',
  '{"name":{},"type":1}',
  '{"displayName":{},"appId":[],"passwordCredential":1}',
  '{"displayName":"x","keyCredentials":[1],"requiredResourceAccess":[{}]}',
  '{"properties":{"roleDefinitionId":1,"principalId":{},"condition":"((((" }}',
  '{"apiVersion":1,"kind":[],"metadata":[]}',
  '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":{},"labels":[1],"ownerReferences":{}},"data":[]}',
  '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"replicas":"x","selector":1,"template":[]}}',
  '[{"op":"replace","path":"x"},{"op":1}]',
  'grant_type=client_credentials&client_id=__proto__&client_secret=x&scope=%zz',
  'grant_type=constructor&scope=https://x/.default',
  'grant_type=refresh_token&refresh_token=a.b.c',
  'grant_type=urn:ietf:params:oauth:grant-type:device_code&device_code=toString',
  '<?xml version="1.0"?><BlockList><Latest>!!</Latest>',
  '{"id":"lro.fail","match":"("}',
  '{"advanceSeconds":"x"}',
  `{"deep":${'['.repeat(5000)}${']'.repeat(5000)}}`,
  `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`,
  `{"location":"${'x'.repeat(100_000)}"}`,
] as const;

const types = [
  'application/json',
  'text/plain',
  'application/x-www-form-urlencoded',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
  'application/json-patch+json',
  'application/apply-patch+yaml',
  'application/yaml',
  'application/vnd.kubernetes.protobuf',
  'multipart/form-data; boundary=',
  '\u00ff',
  '',
] as const;

const methods = [
  'GET',
  'PUT',
  'POST',
  'PATCH',
  'DELETE',
  'HEAD',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'PURGE',
] as const;

const oddHeaders = [
  'x-ms-blob-type: BlockBlob',
  'x-ms-range: bytes=9-1',
  'range: bytes=-',
  'if-match: "',
  'if-none-match: *',
  'x-ms-lease-id: x',
  'x-ms-copy-source: https://%zz',
  'x-ms-date: never',
  'x-ms-meta-\u00fc: x',
  'authorization: Bearer a.b.c',
  'authorization: Bearer constructor',
  'authorization: Bearer __proto__',
  'authorization: Basic !!',
  'authorization: SharedKey fuzzbox:x',
  'authorization:',
  'accept: application/json;as=Table;v=v1;g=meta.k8s.io',
  'expect: 100-continue',
  'upgrade: websocket',
  'transfer-encoding: chunked',
  'content-length: 5',
  'host: evil.example',
  'host: \u00e9',
  'host: graph.localhost',
  'host: x.y.z.localhost:1',
  'x-ms-correlation-request-id: \u00e9\u0001',
] as const;

/** A request that HTTP understands and the cloud should not. */
function strange(choices: Choices, { tokens, fqdn }: Estate): Omit<Input, 'what'> {
  const path = choices.one(paths).replace('fuzz.azmk8s.io', fqdn);
  const cut = choices.number(path.length);
  const piece = choices.one(pieces);
  const mutated = choices.one([path, path, `${path}/${piece}`, path.slice(0, cut) + piece + path.slice(cut)]);
  const body = Buffer.from(choices.one(bodies));
  const method = choices.one(methods);
  // Without an estate there is little to go wrong.
  const isPillar = method === 'DELETE' && /(rg|fuzzbox|managedClusters\/k|box)\/*$/.test(mutated);
  const lines = [
    `${isPillar ? 'GET' : method} ${mutated}?${choices.one([versionFor(path), versionFor(path), choices.one(queries)])} HTTP/1.1`,
    'host: localhost',
    'connection: close',
    `content-type: ${choices.one(types)}`,
    ...(choices.number(4) === 0 ? [] : [`authorization: Bearer ${tokenFor(path, tokens)}`]),
    ...(choices.number(3) === 0 ? [choices.one(oddHeaders)] : []),
    `content-length: ${body.length}`,
  ];
  return {
    inside: 'tls',
    bytes: Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), body]),
  };
}

const head = (first: string, ...headers: readonly string[]): Buffer =>
  Buffer.from(`${[first, 'host: localhost', ...headers].join('\r\n')}\r\n\r\n`, 'latin1');

const broken: readonly [(choices: Choices) => Buffer, ...((choices: Choices) => Buffer)[]] = [
  (choices) => choices.bytes(1 + choices.number(200)),
  (choices) => Buffer.concat([Buffer.from([0x16, 3, 1]), choices.bytes(1 + choices.number(100))]),
  () => Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  () => Buffer.from('GET /\r\n\r\n'),
  () => Buffer.from('GET / HTTP/9.9\r\n\r\n'),
  () => Buffer.from('GET / HTTP/1.1\r\n\r\n'),
  () => Buffer.from('NONSENSE / HTTP/1.1\r\nhost: localhost\r\n\r\n'),
  () => Buffer.from('GET / HTTP/1.0\r\n\r\n'),
  () => head('GET * HTTP/1.1', 'connection: close'),
  () => head('OPTIONS * HTTP/1.1', 'connection: close'),
  () => head('GET http://example.com/ HTTP/1.1', 'connection: close'),
  () => head('GET https://[::1/ HTTP/1.1', 'connection: close'),
  () => head('GET / HTTP/1.1', `x: ${'y'.repeat(70_000)}`),
  () => head(`GET /${'y'.repeat(70_000)} HTTP/1.1`),
  () => head('GET / HTTP/1.1', 'no colon here'),
  () => head('GET / HTTP/1.1', 'x: \u0000'),
  () => Buffer.concat([head('POST / HTTP/1.1', 'transfer-encoding: chunked'), Buffer.from('zz\r\nx\r\n')]),
  () => Buffer.concat([head('POST / HTTP/1.1', 'transfer-encoding: chunked'), Buffer.from('5\r\nabc')]),
  () => Buffer.concat([head('POST / HTTP/1.1', 'transfer-encoding: chunked'), Buffer.from('-1\r\n\r\n')]),
  () => head('POST / HTTP/1.1', 'content-length: 5', 'content-length: 6'),
  () => head('POST / HTTP/1.1', 'content-length: 5', 'transfer-encoding: chunked'),
  () => head('POST / HTTP/1.1', 'content-length: -1'),
  () => head('POST / HTTP/1.1', 'content-length: 1e3'),
  () => head('POST /subscriptions HTTP/1.1', 'content-length: 999999999999'),
  () => Buffer.concat([head('POST / HTTP/1.1', 'content-length: 50'), Buffer.from('short')]),
  () => Buffer.from('CONNECT HTTP/1.1\r\n\r\n'),
  () => head('CONNECT example.com:443 HTTP/1.1'),
  () => head('CONNECT : HTTP/1.1'),
  () => head('CONNECT management.azure.com HTTP/1.1'),
  (choices) => Buffer.concat([head('CONNECT graph.microsoft.com:443 HTTP/1.1'), choices.bytes(60)]),
  () => Buffer.concat([head('CONNECT graph.microsoft.com:443 HTTP/1.1'), head('GET / HTTP/1.1')]),
];

/** The next input. */
export function malformed(choices: Choices, estate: Estate): Input {
  if (choices.number(4) > 0) {
    const made = strange(choices, estate);
    return { ...made, what: made.bytes.toString('latin1').slice(0, 400) };
  }
  const bytes = choices.one(broken)(choices);
  const inside = choices.one(['plain', 'tls'] as const);
  return { what: `${inside}: ${JSON.stringify(bytes.toString('latin1').slice(0, 100))}`, inside, bytes };
}
