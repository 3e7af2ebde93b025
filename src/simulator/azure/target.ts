/** Where an ARM request goes, taken apart. */
export interface Target {
  /** The path with double slashes collapsed: arm-authorization sends them. */
  readonly path: string;
  readonly subscriptionId?: string;
  readonly resourceGroup?: string;
  /** What the last `/providers/` stands on: a group, a subscription or another resource. */
  readonly scope: string;
  readonly namespace?: string;
  /** Full type, e.g. `Microsoft.Network/virtualNetworks/subnets`; of the collection when there is no last name. */
  readonly type?: string;
  readonly names: readonly string[];
  /** The last segment stands without a name: a collection or an action. */
  readonly open: boolean;
}

/** Takes a path apart. */
export function parseTarget(pathname: string): Target {
  const path = decodeURIComponent(pathname)
    .replace(/\/{2,}/g, '/')
    .replace(/\/$/, '');
  const subscriptionId = /^\/subscriptions\/([^/]+)/i.exec(path)?.[1];
  const resourceGroup = /^\/subscriptions\/[^/]+\/resourcegroups\/([^/]+)/i.exec(path)?.[1];
  const common = {
    path,
    ...(subscriptionId === undefined ? {} : { subscriptionId }),
    ...(resourceGroup === undefined ? {} : { resourceGroup }),
  };
  const at = path.toLowerCase().lastIndexOf('/providers/');
  if (at < 0) return { ...common, ...groupTarget(path) };
  const [namespace = '', ...rest] = path.slice(at + '/providers/'.length).split('/');
  const types = rest.filter((_, index) => index % 2 === 0);
  return {
    ...common,
    scope: path.slice(0, at),
    namespace,
    type: [namespace, ...types].join('/'),
    names: rest.filter((_, index) => index % 2 === 1),
    open: rest.length % 2 === 1,
  };
}

/** Resource groups are resources too, though their path names no provider. */
function groupTarget(path: string): Pick<Target, 'scope' | 'names' | 'open' | 'type'> {
  const [, scope, name] = /^(\/subscriptions\/[^/]+)\/resourcegroups(?:\/([^/]+))?$/i.exec(path) ?? [];
  if (scope === undefined) return { scope: path, names: [], open: false };
  const type = 'Microsoft.Resources/resourceGroups';
  return { scope, type, names: name === undefined ? [] : [name], open: name === undefined };
}

/** The id of the resource that a nested resource stands in: two segments shorter. */
export function parentId(id: string): string {
  return id.split('/').slice(0, -2).join('/');
}

/** The resource group's own id, out of any id below it. */
export function groupId(id: string): string {
  return /^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+/i.exec(id)?.[0] ?? '';
}

/** Regions are compared without case and blanks: some providers give display names back. */
export function sameRegion(a: string, b: string): boolean {
  const plain = (name: string): string => name.toLowerCase().replace(/\s/g, '');
  return plain(a) === plain(b);
}

/** The top-level resource that an id stands for or below, e.g. the server of a database. */
export function topResource(id: string): string {
  return id.split('/').slice(0, 9).join('/');
}
