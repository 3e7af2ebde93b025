import { connect as netConnect } from 'node:net';
import { connect as tlsConnect } from 'node:tls';
import type { ServerRig } from '../simulator/server-rig.ts';
import { openEstate } from './estate.ts';
import { malformed, type Input } from './malformed.ts';
import { choicesFrom } from './random.ts';

/** What became of it. */
export interface Fuzzed {
  /** How many answers had which status; 0: none, the connection ended. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Inputs after which something was wrong, with what. */
  readonly wrong: readonly string[];
}

/** How long a connection may say nothing: what a client never finishes, the server waits for. */
const PATIENCE_MS = 1500;
const AT_A_TIME = 8;

/** Throws malformed input at a server; nothing may be answered with 500, and nothing may end it. */
export async function fuzz(rig: ServerRig, seed: number, count: number): Promise<Fuzzed> {
  const choices = choicesFrom(seed);
  const estate = await openEstate(rig);
  const statuses: Record<string, number> = {};
  const wrong: string[] = [];
  let left = count;
  const work = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const input = malformed(choices, estate);
      const status = await answered(rig, input);
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status === 500) wrong.push(input.what);
      if (left % 50 === 0 && (await rig.openly('/_simulator/health')).status !== 200) wrong.push('no health');
    }
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, work));
  return { statuses, wrong: [...wrong, ...rig.bugs] };
}

/** Sends bytes and reads the status that comes back, 0 for none. */
function answered({ port }: ServerRig, { inside, bytes }: Input): Promise<number> {
  return new Promise((resolve) => {
    const socket =
      inside === 'plain'
        ? netConnect(port, '127.0.0.1')
        : tlsConnect({ port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false });
    let got = '';
    const end = (): void => {
      socket.destroy();
      resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(got)?.[1] ?? 0));
    };
    socket.setTimeout(PATIENCE_MS, end);
    socket.on('error', end);
    socket.on('close', end);
    socket.on('data', (part: Buffer) => {
      got += part.toString('latin1');
      if (/^HTTP\/1\.1 \d+/.test(got) && !got.startsWith('HTTP/1.1 200 Connection')) end();
    });
    socket.on(inside === 'plain' ? 'connect' : 'secureConnect', () => socket.write(bytes));
  });
}
