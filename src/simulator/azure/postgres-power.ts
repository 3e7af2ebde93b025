import { answer, Refusal } from '../errors.ts';
import { operationHeaders } from '../operations.ts';
import type { WireResponse } from '../wire.ts';
import { present, refuseBusy, startOperation } from './lifecycle.ts';
import { flexibleServers } from './postgres-server.ts';
import type { Call, Route, Timing } from './resource-type.ts';
import { topResource } from './target.ts';

const path =
  '/subscriptions/{subscription}/resourceGroups/{group}/providers/Microsoft.DBforPostgreSQL/flexibleServers/{server}';

interface Power {
  /** The state that it starts from, and what the server is meanwhile and afterwards. */
  readonly from: string;
  readonly during: string;
  readonly after: string;
  readonly timing: Timing;
}

const powers: Readonly<Record<string, Power>> = {
  start: {
    from: 'Stopped',
    during: 'Starting',
    after: 'Ready',
    timing: { seconds: 60, retryAfterSeconds: 15 },
  },
  stop: {
    from: 'Ready',
    during: 'Stopping',
    after: 'Stopped',
    timing: { seconds: 60, retryAfterSeconds: 15 },
  },
  restart: {
    from: 'Ready',
    during: 'Restarting',
    after: 'Ready',
    timing: { seconds: { p50: 90, p90: 95 }, retryAfterSeconds: 15 },
  },
};

const change =
  ({ from, during, after, timing }: Power) =>
  (call: Call): WireResponse => {
    const { target } = call;
    const at = { ...call, target: { ...target, path: topResource(target.path), type: flexibleServers.type } };
    const server = present(flexibleServers, at);
    refuseBusy(flexibleServers, at, server);
    if (server.state !== from) {
      throw new Refusal(
        409,
        'ServerStateNotAllowed',
        `The operation is not allowed while server '${server.name}' is in state '${server.state}'.`,
      );
    }
    server.state = during;
    server.hidden['afterPower'] = after;
    const op = startOperation(at, { type: flexibleServers, resource: server, verb: 'update', timing });
    return answer(202, undefined, operationHeaders(op));
  };

/** A server is stopped to save money, and starts where it was. */
export const postgresPowerRoutes: readonly Route[] = [
  ...Object.entries(powers).map(([name, power]): Route => ({
    method: 'POST',
    path: `${path}/${name}`,
    action: `Microsoft.DBforPostgreSQL/flexibleServers/${name}/action`,
    ackSeconds: 0.5,
    answer: change(power),
  })),
  {
    method: 'GET',
    path: `${path}/backups`,
    action: 'Microsoft.DBforPostgreSQL/flexibleServers/backups/read',
    answer: (call) => {
      const { target } = call;
      present(flexibleServers, {
        ...call,
        target: { ...target, path: topResource(target.path), type: flexibleServers.type },
      });
      // Backups are Azure's own, a day apart; on demand none are made here.
      return answer(200, { value: [] });
    },
  },
];
