import { sizes } from '../config/schema.ts';
import { failed, ok, type Check } from './check.ts';

const VERSION = '17';

/** The region sells this PostgreSQL version and size to this subscription; some offers are shut out. */
export const databaseOfferCheck: Check = {
  id: 'database-offer',
  family: 'azure',
  title: 'PostgreSQL offer',
  async run({ world: { azure, config }, creates }) {
    if (!creates('database-server')) return undefined;
    const client = await azure.postgres();
    const elsewhere = 'metaflow-azure up --location <region>    builds where it is offered';
    for await (const offer of client.capabilitiesByLocation.list(config.location)) {
      const editions = offer.supportedServerEditions ?? [];
      if (offer.restricted === 'Enabled' || editions.length === 0) {
        return failed(`${config.location} does not sell PostgreSQL servers to this subscription`, elsewhere);
      }
      if (offer.supportedServerVersions?.some(({ name }) => name === VERSION) === false) {
        return failed(`${config.location} does not offer PostgreSQL ${VERSION}`, elsewhere);
      }
      const size = config.databaseSize ?? sizes[config.size].databaseSize;
      const offered = editions.flatMap(({ supportedServerSkus = [] }) =>
        supportedServerSkus.map(({ name }) => name),
      );
      if (offered.some((name) => name?.toLowerCase() === size.toLowerCase()))
        return ok(`${VERSION}, ${size}`);
      return failed(
        `${config.location} does not offer ${size} for PostgreSQL`,
        `metaflow-azure up --database-size <sku>    with one of: ${offered.slice(0, 8).join(', ')}`,
      );
    }
    return { verdict: 'unknown', says: 'Azure lists no offers for this region' };
  },
};
