import { dig, isObject, listOf, objectOf, textOf, type JsonObject } from '../json.ts';
import { agentPools } from './agent-pools.ts';
import { nodeGroupOf } from './cluster-defaults.ts';
import { aksRefusal, checkAddresses, checkPool, checkQuota, checkRuns, patchOf } from './cluster-rules.ts';
import { about } from './lifecycle.ts';
import type { Write } from './resource-type.ts';

/** The pools that a body names. */
export const wantedPools = (body: JsonObject): readonly JsonObject[] =>
  listOf(dig(body, 'properties.agentPoolProfiles')).filter(isObject);

/** Everything that AKS checks before it accepts a cluster. */
export function checkCluster(write: Write): void {
  const { body, cloud, existing, location, target } = write;
  checkRuns(existing);
  const pools = wantedPools(body);
  const wish = textOf(dig(body, 'properties.kubernetesVersion'));
  patchOf(wish);
  if (existing === undefined) checkNewCluster(write);
  else checkSamePools(write);
  if (!pools.some(({ mode }) => mode === 'System')) {
    throw aksRefusal(400, 'InvalidParameter', 'There has to be at least one system agent pool.');
  }
  for (const pool of pools) {
    const had = cloud.store.get(`${write.id}/agentPools/${textOf(pool['name'])}`);
    const place = {
      cloud,
      location,
      ...(had === undefined ? {} : { existingPool: objectOf(had.body['properties']) }),
    };
    checkPool(textOf(pool['name']), pool, place);
  }
  const [had, wanted] = [existing?.body, body].map((one) => objectOf(dig(one, 'properties.networkProfile')));
  const profile = { ...had, ...wanted };
  if (/^basic$/i.test(textOf(profile['loadBalancerSku']))) {
    throw aksRefusal(400, 'InvalidLoadBalancerSku', 'Load balancer SKU Basic is retired. Use Standard.');
  }
  checkAddresses(profile, pools, cloud);
  if (existing === undefined) checkQuota({ cloud, target }, location, pools);
}

function checkNewCluster(write: Write): void {
  const { body, cloud, target, location } = write;
  const { faults } = cloud.surroundings;
  const path = about(write);
  if (faults.take('aks.capacity', path) !== undefined) {
    throw aksRefusal(
      400,
      'AKSCapacityError',
      `Creating a new cluster or start cluster is unavailable at this time in region ${location}. To create a new cluster, we recommend using an alternate region. For a list of all the Azure regions, visit https://aka.ms/aks/regions.`,
    );
  }
  if (faults.take('aks.identity429', path) !== undefined) {
    throw aksRefusal(
      429,
      'FailedIdentityOperation',
      `Identity operation for resource '${target.path}' failed with error 'Failed to perform resource identity operation. Status: '429'.'.`,
      { flat: false },
    );
  }
  const prefix = textOf(dig(body, 'properties.dnsPrefix'));
  if (!/^[a-zA-Z0-9]([-a-zA-Z0-9]{0,52}[a-zA-Z0-9])?$/.test(prefix)) {
    throw aksRefusal(
      400,
      'InvalidParameter',
      'The value of parameter dnsPrefix is invalid. Please see https://aka.ms/aks-naming-rules for more details.',
      { details: [] },
    );
  }
  if (body['identity'] === undefined && dig(body, 'properties.servicePrincipalProfile') === undefined) {
    throw aksRefusal(
      400,
      'InvalidParameter',
      'Required parameter identity or servicePrincipalProfile is missing.',
    );
  }
  const group = `/subscriptions/${target.subscriptionId}/resourceGroups/${nodeGroupOf(write)}`;
  if (cloud.store.get(group) === undefined) return;
  throw aksRefusal(
    409,
    'NodeResourceGroupAlreadyExists',
    `The node resource group '${nodeGroupOf(write)}' already exists.`,
  );
}

/** Pools come and go by themselves, not through the cluster. */
function checkSamePools({ body, cloud, id, existing }: Write): void {
  const had = cloud.store.children(id, agentPools.type).map(({ name }) => name);
  const wanted = wantedPools(body).map(({ name }) => textOf(name));
  const added = wanted.find((name) => !had.includes(name));
  if (added !== undefined || had.some((name) => !wanted.includes(name))) {
    throw aksRefusal(
      400,
      'BadRequest',
      'A new agent pool was introduced. Adding agent pools to an existing cluster is not allowed through managed cluster operations. For agent pool change, please use per agent pool operations: https://aka.ms/agent-pool-rest-api',
      { target: 'agentPoolProfiles' },
    );
  }
  const hadIssuer = dig(existing?.body, 'properties.oidcIssuerProfile.enabled') === true;
  if (!hadIssuer || dig(body, 'properties.oidcIssuerProfile.enabled') !== false) return;
  throw aksRefusal(400, 'BadRequest', 'OIDC issuer feature can not be disabled once it is enabled.');
}
