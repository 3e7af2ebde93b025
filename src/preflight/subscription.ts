import { failed, ok, type Check } from './check.ts';

/** The subscription takes writes. */
export const subscriptionCheck: Check = {
  id: 'subscription',
  family: 'azure',
  title: 'Subscription',
  async run({ world: { azure, config } }) {
    const client = await azure.subscriptions();
    const { displayName, state } = await client.subscriptions.get(config.subscription);
    if (state === 'Enabled' || state === 'Warned' || state === 'PastDue') return ok(displayName);
    return failed(
      `${displayName ?? config.subscription} is ${state?.toLowerCase() ?? 'in an unknown state'} and takes no changes`,
      'metaflow-azure up --subscription <id>    builds in another one',
    );
  },
};

/** The region exists for this subscription. */
export const locationCheck: Check = {
  id: 'location',
  family: 'config',
  title: 'Region',
  async run({ world: { azure, config } }) {
    const client = await azure.subscriptions();
    const names: string[] = [];
    for await (const { name } of client.subscriptions.listLocations(config.subscription)) {
      if (name !== undefined) names.push(name);
    }
    if (names.includes(config.location)) return ok(config.location);
    const near = names.filter((name) => name.startsWith(config.location.slice(0, 4))).slice(0, 6);
    return failed(
      `${config.location} is no region of this subscription`,
      `metaflow-azure up --location <region>    with one of: ${(near.length > 0 ? near : names.slice(0, 8)).join(', ')}`,
    );
  },
};
