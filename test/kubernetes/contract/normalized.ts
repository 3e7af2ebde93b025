import { isFields } from '../../../src/kubernetes/objects.ts';

const UID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;
const SERVICE_IP = /\b10\.0\.\d+\.\d+\b/g;
/** Names that servers number or draw by lot. */
const DRAWN = /\b(kube-api-access-|drawn-)[a-z0-9]{5}\b/g;
const TOKEN = /^(eyJ[\w-]+\.[\w-]+\.[\w-]+|sim\.[-.0-9a-f]+)$/;

/** A value without what differs from run to run: identities, versions, times, addresses, the case's namespace. */
export function normalized(value: unknown, namespace: string): unknown {
  if (typeof value === 'string') return normalizedText(value, namespace);
  if (Array.isArray(value)) return value.map((item) => normalized(item, namespace));
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, member]) => !isOfControllers(key, member))
      .map(([key, member]) => [normalizedText(key, namespace), normalizedField(key, member, namespace)])
      .toSorted(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  );
}

/** What a controller adds to a Deployment whenever it gets round to it. */
const isOfControllers = (key: string, value: unknown): boolean =>
  key === 'deployment.kubernetes.io/revision' ||
  (key === 'annotations' &&
    isFields(value) &&
    Object.keys(value).every((name) => isOfControllers(name, ''))) ||
  (key === 'status' &&
    isFields(value) &&
    (Object.keys(value).length === 0 ||
      (Array.isArray(value['conditions']) && 'lastUpdateTime' in Object(value['conditions'][0]))));

function normalizedField(key: string, value: unknown, namespace: string): unknown {
  if (key === 'resourceVersion' && typeof value === 'string') return '‹version›';
  if (key === 'continue' && typeof value === 'string') return '‹continue›';
  if (key === 'nodePort') return '‹port›';
  // What controllers wrote is theirs.
  if (key === 'managedFields' && Array.isArray(value)) {
    const ours = value.filter((item) => isFields(item) && !/^(kube-|kwok|k3s)/.test(String(item['manager'])));
    return ours.map((item) => normalized(item, namespace));
  }
  return normalized(value, namespace);
}

function normalizedText(text: string, namespace: string): string {
  return text
    .replaceAll(namespace, 'NS')
    .replaceAll(UID, '‹uid›')
    .replaceAll(TIME, '‹time›')
    .replaceAll(/in record \(\d+\)/g, 'in record (‹version›)')
    .replaceAll(/(resourceVersion\W+)\d+/g, '$1‹version›')
    .replaceAll(SERVICE_IP, '‹ip›')
    .replaceAll(DRAWN, '$1‹drawn›')
    .replace(TOKEN, '‹token›');
}
