import { Refusal } from '../errors.ts';
import { textOr } from '../json.ts';
import type { Resource } from '../store.ts';
import { about } from './lifecycle.ts';
import { type, type Beginning, type Call, type Doom } from './resource-type.ts';
import { topResource } from './target.ts';

/** A server for those who only look whether it is there. */
export const serverStub = type('Microsoft.DBforPostgreSQL/flexibleServers', {
  location: 'regional',
  keep: ({ body }) => ({ body }),
});

/** One operation at a time per server. */
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

const busyWords: Readonly<Record<string, (server: string) => string>> = {
  ServerIsBusy: (server) =>
    `Cannot complete operation while server '${server}' is busy processing another operation. Try again later.`,
  ServerBusy: (server) => `Server '${server}' is busy with another operation. Please try again later.`,
  // Of writes of the server itself, and without a code (recorded).
  '': (server) => `Server ${server} is busy with other operations. Please try later`,
};

/** Azure also accepts a write first, and finds out a little later that the server is busy (recorded). */
export function busyAtPoll(resource: Resource, call: Call, { verb }: Beginning): Doom | undefined {
  const { cloud } = call;
  const knobs = verb === 'delete' ? undefined : cloud.surroundings.faults.take('pg.busyAtPoll', about(call));
  if (knobs === undefined) return undefined;
  const id = topResource(resource.id);
  const isServer = id === resource.id;
  const code = isServer ? '' : textOr(knobs['code'], 'ServerIsBusy');
  const server = cloud.store.get(id);
  if (server !== undefined) server.hidden['busyUntil'] = cloud.now() + Number(knobs['seconds'] ?? 30) * 1000;
  const message = busyWords[code]?.(server?.name ?? '') ?? '';
  return { code, message, seconds: 3, ...(isServer ? {} : { leaves: 'nothing' }) };
}
