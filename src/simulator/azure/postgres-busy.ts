import { Refusal } from '../errors.ts';
import type { Resource } from '../store.ts';
import type { Call } from './resource-type.ts';
import { topResource } from './target.ts';

/** One operation at a time per server (facts CF-4). */
export function serverBusy({ name, id }: Resource): Refusal {
  return busyServer(topResource(id).split('/').at(-1) ?? name);
}

/** The same of a server by its name. */
export function busyServer(server: string): Refusal {
  return new Refusal(
    409,
    'ServerIsBusy',
    `Cannot complete operation while server '${server}' is busy processing another operation. Try again later.`,
  );
}

/** Children are written on a server that is up. */
export function serverReady(server: Resource | undefined, { cloud }: Pick<Call, 'cloud'>): void {
  if (server === undefined) return;
  const isBusy = Number(server.hidden['busyUntil'] ?? 0) > cloud.now();
  if (server.state === 'Ready' && !isBusy) return;
  throw serverBusy(server);
}
