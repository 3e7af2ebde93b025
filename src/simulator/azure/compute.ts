import { regions, vmSizes } from '../catalogue.ts';
import { answer, Refusal } from '../errors.ts';
import type { WireResponse } from '../wire.ts';
import { isRestricted, limitIn, usageIn } from './quota.ts';
import type { Call, Provider } from './resource-type.ts';
import { sameRegion } from './target.ts';

function usages({ cloud, params }: Call): WireResponse {
  const location = regions.find(({ name }) => sameRegion(name, params['location'] ?? ''))?.name;
  if (location === undefined) {
    throw new Refusal(
      400,
      'NoRegisteredProviderFound',
      `No registered resource provider found for location '${params['location']}'.`,
      { cause: 'gateway' },
    );
  }
  const used = usageIn(cloud, params['subscription'] ?? '', location);
  const families = ['cores', ...new Set(vmSizes.map(({ family }) => family))];
  const value = families.map((family) => ({
    unit: 'Count',
    currentValue: used[family] ?? 0,
    limit: limitIn(cloud, location, family),
    name: { value: family, localizedValue: family === 'cores' ? 'Total Regional vCPUs' : `${family} vCPUs` },
  }));
  return answer(200, { value });
}

function skus({ cloud, request }: Call): WireResponse {
  const wanted = /location eq '([^']*)'/i.exec(request.url.searchParams.get('$filter') ?? '')?.[1];
  const here = regions.filter(({ name }) => wanted === undefined || sameRegion(name, wanted));
  const value = here.flatMap(({ name: location, zones }) =>
    vmSizes
      .filter(({ absentIn }) => absentIn?.includes(location) !== true)
      .map((size) => ({
        resourceType: 'virtualMachines',
        name: size.name,
        tier: 'Standard',
        size: size.name.replace('Standard_', ''),
        family: size.family,
        locations: [location],
        locationInfo: [{ location, zones, zoneDetails: [] }],
        capabilities: [
          { name: 'vCPUs', value: String(size.vCPUs) },
          { name: 'MemoryGB', value: String(size.memoryGB) },
          { name: 'CpuArchitectureType', value: 'x64' },
          { name: 'PremiumIO', value: String(/_[A-Z]\d+[a-z]*s/.test(size.name)) },
        ],
        restrictions: isRestricted(cloud, location, size)
          ? [
              {
                type: 'Location',
                values: [location],
                restrictionInfo: { locations: [location] },
                reasonCode: 'NotAvailableForSubscription',
              },
            ]
          : [],
      })),
  );
  return answer(200, { value });
}

function sizes({ params }: Call): WireResponse {
  const location = params['location'] ?? '';
  const value = vmSizes
    .filter(({ absentIn }) => absentIn?.some((name) => sameRegion(name, location)) !== true)
    .map(({ name, vCPUs, memoryGB }) => ({
      name,
      numberOfCores: vCPUs,
      osDiskSizeInMB: 1_047_552,
      resourceDiskSizeInMB: 0,
      memoryInMB: memoryGB * 1024,
      maxDataDiskCount: vCPUs * 2,
    }));
  return answer(200, { value });
}

const root = '/subscriptions/{subscription}/providers/Microsoft.Compute';

/** Microsoft.Compute: what there is and how much of it one may have. */
export const compute: Provider = {
  namespace: 'Microsoft.Compute',
  types: [],
  routes: [
    {
      method: 'GET',
      path: `${root}/locations/{location}/usages`,
      action: 'Microsoft.Compute/locations/usages/read',
      answer: usages,
    },
    {
      method: 'GET',
      path: `${root}/locations/{location}/vmSizes`,
      action: 'Microsoft.Compute/locations/vmSizes/read',
      answer: sizes,
    },
    {
      method: 'GET',
      path: `${root}/skus`,
      action: 'Microsoft.Compute/skus/read',
      ackSeconds: 1.5,
      answer: skus,
    },
  ],
};
