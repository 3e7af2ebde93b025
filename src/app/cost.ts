import { sizes, type Config } from '../config/schema.ts';
import type { CostLine } from './ports.ts';

const HOURS_PER_MONTH = 730;

/**
 * US dollars an hour, pay-as-you-go, region East US, as Azure's price list had them in 2025. Other regions differ by up
 * to a third; sizes that are not here are left out of the estimate by name.
 */
const HOURLY: Readonly<Record<string, number>> = {
  Standard_D2s_v5: 0.096,
  Standard_D4s_v5: 0.192,
  Standard_D8s_v5: 0.384,
  Standard_D16s_v5: 0.768,
  Standard_D2as_v5: 0.086,
  Standard_D4as_v5: 0.172,
  Standard_D8as_v5: 0.344,
};
const DATABASE_HOURLY: Readonly<Record<string, number>> = {
  Standard_B1ms: 0.017,
  Standard_B2s: 0.068,
  Standard_B2ms: 0.136,
  Standard_D2ds_v5: 0.178,
  Standard_D2s_v3: 0.178,
};
/** 32 GiB of database storage at 0.115 a GiB-month; a standard load balancer with its rules and one public address. */
const DATABASE_STORAGE = 3.68;
const BALANCER = 21.9;
const OS_DISK = 17.92;

/** What the deployment costs a month, when it idles and with every task node at work. Blobs and traffic are not in it. */
export function costOf(config: Config): readonly CostLine[] {
  const { nodeCount, ...defaults } = sizes[config.size];
  const nodeSize = config.nodeSize ?? defaults.nodeSize;
  const databaseSize = config.databaseSize ?? defaults.databaseSize;
  const line = (what: string, idle: number | undefined, busy = idle): CostLine =>
    idle === undefined || busy === undefined
      ? { what: `${what} (price not known here)`, idle: 0, busy: 0 }
      : { what, idle: Math.round(idle), busy: Math.round(busy) };
  const nodes = monthly(HOURLY[nodeSize], nodeCount, OS_DISK);
  const tasks = monthly(HOURLY[config.taskNodeSize], config.taskNodesMax, OS_DISK);
  const database = monthly(DATABASE_HOURLY[databaseSize], 1, DATABASE_STORAGE);
  return [
    line(`${nodeCount} × ${nodeSize} for the services`, nodes),
    line(
      `0 to ${config.taskNodesMax} × ${config.taskNodeSize} for tasks`,
      tasks === undefined ? undefined : 0,
      tasks,
    ),
    line(`PostgreSQL ${databaseSize}`, database),
    line('Load balancer and public address', BALANCER),
  ];
}

const monthly = (hourly: number | undefined, count: number, each: number): number | undefined =>
  hourly === undefined ? undefined : count * (hourly * HOURS_PER_MONTH + each);
