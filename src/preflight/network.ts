import { failed, ok, type Check } from './check.ts';

/** What the cluster uses inside, and what AKS keeps for itself. */
const INSIDE = ['10.0.0.0/16', '10.244.0.0/16', '169.254.0.0/16', '172.30.0.0/16', '172.31.0.0/16'];

/** The virtual network does not overlap with addresses that the cluster uses inside. */
export const addressSpaceCheck: Check = {
  id: 'address-space',
  family: 'config',
  title: 'Address space',
  run({ world: { config } }) {
    const verdict = INSIDE.includes(config.addressSpace)
      ? failed(
          `${config.addressSpace} is what the cluster uses inside`,
          'metaflow-azure up --address-space 10.20.0.0/16    or any other /16 outside of it',
        )
      : ok(config.addressSpace);
    return Promise.resolve(verdict);
  },
};
