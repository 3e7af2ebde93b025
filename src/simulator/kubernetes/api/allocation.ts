import { dig, listOf, objectOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { isWithin, networkOf } from '../rules/networks.ts';
import type { Network } from '../rules/networks.ts';
import { ApiRefusal, cause, invalid } from '../refusals.ts';
import type { Cause } from '../refusals.ts';
import { listNamed, nextSerial } from '../store.ts';
import type { ClusterState, KubeObject } from '../world.ts';
import { isDryRun } from './call.ts';
import type { Call } from './call.ts';

/** The service network, as AKS has it. */
const NETWORK: Network = { first: 0x0a_00_00_00n, bits: 16, width: 32 };
const FIRST_PORT = 30_000;
const LAST_PORT = 32_767;

const portsOf = (service: KubeObject | undefined): JsonObject[] =>
  listOf(dig(service, 'spec.ports')).map(objectOf);
const others = (state: ClusterState, { metadata }: KubeObject): KubeObject[] =>
  listNamed(state, 'Service').filter(
    (other) => other.metadata.name !== metadata.name || other.metadata.namespace !== metadata.namespace,
  );
const isTaken = (state: ClusterState, address: string): boolean =>
  listNamed(state, 'Service').some((service) => dig(service, 'spec.clusterIP') === address);

/** A free address in the service network. */
export function serviceAddress({ cluster: { state } }: Call): string {
  for (;;) {
    const serial = nextSerial(state) + 10;
    const address = `10.0.${Math.floor(serial / 250) % 250}.${(serial % 250) + 2}`;
    if (!isTaken(state, address)) return address;
  }
}

function freePort({ cluster: { state } }: Call, taken: ReadonlySet<unknown>): number {
  const count = LAST_PORT - FIRST_PORT + 1;
  for (let tries = 0; tries < count; tries += 1) {
    const port = FIRST_PORT + (nextSerial(state) % count);
    if (!taken.has(port)) return port;
  }
  throw new ApiRefusal(500, 'InternalError', 'failed to allocate a nodePort: range is full');
}

/** Ports of a Service that nodes answer at: each with the number that it names, that it had by its name, or a free one. */
export function withNodePorts(
  call: Call,
  ports: readonly JsonObject[],
  live: KubeObject | undefined,
): JsonObject[] {
  const used = new Set<unknown>(ports.map(({ nodePort }) => nodePort));
  const taken = new Set(
    listNamed(call.cluster.state, 'Service')
      .flatMap(portsOf)
      .map(({ nodePort }) => nodePort),
  );
  return ports.map((port) => {
    if (port['nodePort'] !== undefined) return port;
    const had = portsOf(live).find(({ name }) => name === port['name'])?.['nodePort'];
    const isKept = had !== undefined && !used.has(had);
    if (!isKept && isDryRun(call)) return port;
    const nodePort = isKept ? had : freePort(call, new Set([...taken, ...used]));
    used.add(nodePort);
    return { ...port, nodePort };
  });
}

function checkAddress(state: ClusterState, service: KubeObject, live: KubeObject | undefined): Cause[] {
  const address = textOf(dig(service, 'spec.clusterIP'));
  if (address === '' || address === 'None' || address === dig(live, 'spec.clusterIP')) return [];
  const own = networkOf(`${address}/32`);
  const isOurs = own !== undefined && isWithin(own, NETWORK);
  if (isOurs && !others(state, service).some((other) => dig(other, 'spec.clusterIP') === address)) return [];
  const why = isOurs
    ? 'provided IP is already allocated'
    : 'the provided network does not match the current range';
  const shown = dig(service, 'spec.clusterIPs') ?? [address];
  return [cause.invalid('spec.clusterIPs', shown, `failed to allocate IP ${address}: ${why}`)];
}

function checkNodePorts(state: ClusterState, service: KubeObject, live: KubeObject | undefined): Cause[] {
  const own = portsOf(live).map(({ nodePort }) => nodePort);
  const taken = new Set(
    others(state, service).flatMap((other) => portsOf(other).map((port) => port['nodePort'])),
  );
  return portsOf(service).flatMap(({ nodePort }, index) => {
    if (nodePort === undefined || own.includes(nodePort)) return [];
    const isInRange = Number(nodePort) >= FIRST_PORT && Number(nodePort) <= LAST_PORT;
    if (isInRange && !taken.has(nodePort)) return [];
    const why = isInRange
      ? 'provided port is already allocated'
      : `provided port is not in the valid range. The range of valid ports is ${FIRST_PORT}-${LAST_PORT}`;
    return [cause.invalid(`spec.ports[${index}].nodePort`, nodePort, why)];
  });
}

/** Refuses addresses and ports of a Service that somebody else has or nobody can. */
export function checkAllocation(call: Call, object: KubeObject, live: KubeObject | undefined): void {
  const { kind } = call.target;
  if (kind.custom || kind.kind !== 'Service') return;
  const { state } = call.cluster;
  const [causes = []] = [checkAddress(state, object, live), checkNodePorts(state, object, live)].filter(
    (found) => found.length > 0,
  );
  if (causes.length > 0) throw invalid(kind, object.metadata.name, causes);
}
