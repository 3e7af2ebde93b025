import { regions } from '../catalogue.ts';
import { Refusal } from '../errors.ts';
import { dig, textOf } from '../json.ts';
import type { Call } from './resource-type.ts';
import { parentId } from './target.ts';

const core = 'Microsoft.Resources';

const listed = (text: string): readonly string[] => text.trim().split(/\s+/).toReversed();

/** Versions that providers have published, by namespace or type, newest first; of previews only those that became common. */
const published: Readonly<Record<string, readonly string[]>> = {
  [core]:
    listed(`2014-04-01 2015-01-01 2015-11-01 2016-02-01 2016-06-01 2016-07-01 2016-09-01 2017-03-01 2017-05-10
    2017-06-01 2017-08-01 2018-01-01 2018-02-01 2018-05-01 2018-07-01 2018-08-01 2019-03-01 2019-05-01 2019-05-10
    2019-06-01 2019-07-01 2019-08-01 2019-09-01 2019-10-01 2019-11-01 2020-01-01 2020-06-01 2020-07-01 2020-08-01
    2020-09-01 2020-10-01 2020-12-01 2021-01-01 2021-04-01 2021-05-01 2022-01-01 2022-05-01 2022-06-01 2022-09-01
    2022-12-01 2023-07-01 2024-03-01 2024-07-01 2024-08-01 2024-11-01 2025-03-01 2025-04-01`),
  'Microsoft.Authorization': listed(`2014-07-01-preview 2015-01-01 2015-06-01 2015-07-01 2016-07-01 2016-09-01
    2017-04-01 2017-05-01 2017-09-01 2018-01-01-preview 2018-07-01 2018-09-01-preview 2019-04-01-preview
    2020-04-01-preview 2020-05-01 2020-08-01-preview 2020-10-01 2022-04-01 2022-05-01-preview 2024-04-01 2025-03-01`),
  'Microsoft.Compute':
    listed(`2015-06-15 2016-03-30 2017-03-30 2017-09-01 2017-12-01 2018-04-01 2018-06-01 2018-10-01
    2019-03-01 2019-04-01 2019-07-01 2019-12-01 2020-06-01 2020-12-01 2021-03-01 2021-04-01 2021-07-01 2021-11-01
    2022-03-01 2022-08-01 2022-11-01 2023-03-01 2023-07-01 2023-09-01 2024-03-01 2024-07-01 2024-11-01 2025-04-01
    2025-11-01 2026-03-01 2026-04-01`),
  'Microsoft.ContainerService':
    listed(`2017-08-31 2018-03-31 2018-08-01-preview 2019-02-01 2019-04-01 2019-06-01
    2019-08-01 2019-10-01 2019-11-01 2020-01-01 2020-02-01 2020-03-01 2020-04-01 2020-06-01 2020-07-01 2020-09-01
    2020-11-01 2020-12-01 2021-02-01 2021-03-01 2021-05-01 2021-07-01 2021-08-01 2021-09-01 2021-10-01 2022-01-01
    2022-02-01 2022-03-01 2022-04-01 2022-06-01 2022-07-01 2022-08-01 2022-09-01 2022-11-01 2023-01-01 2023-02-01
    2023-03-01 2023-04-01 2023-05-01 2023-06-01 2023-07-01 2023-08-01 2023-09-01 2023-10-01 2023-11-01 2024-01-01
    2024-02-01 2024-05-01 2024-07-01 2024-08-01 2024-09-01 2024-10-01 2025-01-01 2025-02-01 2025-03-01 2025-04-01
    2025-05-01 2025-07-01 2025-08-01 2025-09-01 2025-10-01 2026-01-01 2026-02-01 2026-03-01 2026-04-01 2026-05-01
    2026-06-01`),
  'Microsoft.DBforPostgreSQL':
    listed(`2017-12-01 2020-02-14-preview 2021-06-01 2022-01-20-preview 2022-03-08-preview
    2022-12-01 2023-03-01-preview 2023-06-01-preview 2023-12-01-preview 2024-03-01-preview 2024-08-01
    2024-11-01-preview 2025-01-01-preview 2025-06-01-preview 2025-08-01`),
  'Microsoft.ManagedIdentity':
    listed(`2015-08-31-preview 2018-11-30 2021-09-30-preview 2022-01-31-preview 2023-01-31
    2024-11-30 2025-01-31-preview`),
  'Microsoft.Network':
    listed(`2015-05-01-preview 2015-06-15 2016-03-30 2016-06-01 2016-09-01 2016-12-01 2017-03-01
    2017-06-01 2017-08-01 2017-09-01 2017-10-01 2017-11-01 2018-01-01 2018-02-01 2018-04-01 2018-06-01 2018-07-01
    2018-08-01 2018-10-01 2018-11-01 2018-12-01 2019-02-01 2019-04-01 2019-06-01 2019-07-01 2019-08-01 2019-09-01
    2019-11-01 2019-12-01 2020-03-01 2020-04-01 2020-05-01 2020-06-01 2020-07-01 2020-08-01 2020-11-01 2021-02-01
    2021-03-01 2021-05-01 2021-08-01 2022-01-01 2022-05-01 2022-07-01 2022-09-01 2022-11-01 2023-02-01 2023-04-01
    2023-05-01 2023-06-01 2023-09-01 2023-11-01 2024-01-01 2024-03-01 2024-05-01 2024-07-01 2024-10-01 2025-01-01
    2025-03-01 2025-05-01 2025-09-01 2026-01-01`),
  'Microsoft.Network/privateDnsZones': listed(`2018-09-01 2020-01-01 2020-06-01 2024-06-01`),
  'Microsoft.Storage':
    listed(`2015-05-01-preview 2015-06-15 2016-01-01 2016-05-01 2016-12-01 2017-06-01 2017-10-01
    2018-02-01 2018-03-01-preview 2018-07-01 2018-11-01 2019-04-01 2019-06-01 2020-08-01-preview 2021-01-01 2021-02-01
    2021-04-01 2021-06-01 2021-08-01 2021-09-01 2022-05-01 2022-09-01 2023-01-01 2023-04-01 2023-05-01 2024-01-01
    2025-01-01 2025-06-01 2025-08-01 2026-04-01 2026-09-01`),
};

/** The versions of a type, newest first; none of a namespace that is not simulated. */
export function versionsOf(namespace: string, resourceType = ''): readonly string[] {
  const find = (name: string): readonly string[] | undefined =>
    Object.entries(published).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
  return find(`${namespace}/${resourceType.split('/')[0]}`) ?? find(namespace) ?? [];
}

/** From this year on the lists are not complete: providers publish faster than anybody writes down. */
const OPEN = '2025';

/** Previews come and go and are not all listed; what is new may exist by the time of the clock. */
function isServed(version: string, versions: readonly string[], today: string): boolean {
  const [day, oldest, newest] = [version, versions.at(-1) ?? '', versions[0] ?? ''].map((one) =>
    one.slice(0, 10),
  ) as [string, string, string];
  if (versions.includes(version)) return true;
  if (day >= OPEN) return day <= newest || day <= today;
  return version.endsWith('-preview') && day >= oldest && day <= newest;
}

/** Providers, their registration and their types are ARM's own, whatever the namespace. */
const aboutProvider =
  /^(\/subscriptions\/[^/]+)?\/providers\/[^/]+(\/(register|unregister|resourceTypes))?$/i;

/** Refuses a version that the type of a request never had, in ARM's three ways of saying it. */
export function checkApiVersion({ cloud, target, apiVersion, body }: Call): void {
  const isOwn = target.namespace === undefined || aboutProvider.test(target.path);
  const namespace = isOwn ? core : (target.namespace ?? core);
  const resourceType = isOwn ? '' : (target.type ?? '').split('/').slice(1).join('/');
  const versions = versionsOf(namespace, resourceType);
  const today = new Date(cloud.now()).toISOString().slice(0, 10);
  if (versions.length === 0 || isServed(apiVersion, versions, today)) return;
  if (isOwn) {
    throw new Refusal(
      400,
      'InvalidApiVersionParameter',
      `The api-version '${apiVersion}' is invalid. The supported versions are '${versions.join(',')}'.`,
      { cause: 'gateway' },
    );
  }
  const supported = `The supported api-versions are '${versions.join(', ')}'.`;
  const nearest = cloud.store.get(target.path) ?? cloud.store.get(parentId(target.path));
  const location = textOf(body['location']) || textOf(dig(nearest?.body, 'location'));
  if (location === '') {
    throw new Refusal(
      404,
      'InvalidResourceType',
      `The resource type '${resourceType}' could not be found in the namespace '${namespace}' for api version '${apiVersion}'. ${supported}`,
      { cause: 'gateway' },
    );
  }
  throw new Refusal(
    400,
    'NoRegisteredProviderFound',
    `No registered resource provider found for location '${location}' and API version '${apiVersion}' for type '${resourceType}'. ${supported} The supported locations are '${regions.map(({ name }) => name).join(', ')}'.`,
    { cause: 'gateway' },
  );
}
