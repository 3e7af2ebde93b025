import { Agent } from 'node:https';
import { request } from 'node:https';
import { subscriptionId } from '../../src/simulator/catalogue.ts';
import type { ServerRig } from '../simulator/server-rig.ts';
import { nextAct, type Act } from './acts.ts';
import { openEstate, tokenFor, type Estate } from './estate.ts';
import { listProblems, treeProblems, versionProblems } from './invariants.ts';
import { choicesFrom } from './random.ts';

/** How it went. */
export interface Lived {
  readonly statuses: Readonly<Record<string, number>>;
  readonly wrong: readonly string[];
}

const AT_A_TIME = 50;
/** Requests between two looks at everything. */
const ROUND = 250;

/** A mixed life of many clients; after every request the tree of resources must be sound. */
export async function live(
  rig: ServerRig,
  seed: number,
  { requests, afterRound }: { readonly requests: number; readonly afterRound?: (done: number) => void },
): Promise<Lived> {
  const estate = await openEstate(rig);
  const scene = { choices: choicesFrom(seed), estate, applications: [] as string[] };
  const agent = new Agent({ keepAlive: true, maxSockets: AT_A_TIME, ca: rig.ca });
  const statuses: Record<string, number> = {};
  const wrong: string[] = [];
  const one = async (): Promise<void> => {
    const act = nextAct(scene);
    const { status, text } = await send(rig, agent, { act, estate });
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (status >= 500 && status !== 501) wrong.push(`${act.method} ${act.path} was answered with ${status}`);
    if (act.method === 'POST' && act.path === '/v1.0/applications' && status === 201) {
      scene.applications.push((JSON.parse(text) as { id: string }).id);
      if (scene.applications.length > 50) scene.applications.shift();
    }
    wrong.push(
      ...treeProblems(rig.server.simulator.world).map((problem) => `${act.method} ${act.path}: ${problem}`),
    );
  };
  for (let done = 0; done < requests && wrong.length === 0; done += ROUND) {
    let left = Math.min(ROUND, requests - done);
    const work = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        await one();
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
    wrong.push(...(await listProblems(rig, estate, `/subscriptions/${subscriptionId}`)));
    wrong.push(...(await versionProblems(rig, estate, done)));
    afterRound?.(Math.min(requests, done + ROUND));
  }
  agent.destroy();
  return { statuses, wrong: [...wrong, ...rig.bugs] };
}

interface Sent {
  readonly act: Act;
  readonly estate: Estate;
}

function send(
  { port }: ServerRig,
  agent: Agent,
  { act, estate }: Sent,
): Promise<{ readonly status: number; readonly text: string }> {
  const { method, path, body } = act;
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${tokenFor(path, estate.tokens)}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...act.headers,
  };
  return new Promise((resolve, reject) => {
    const asked = request(
      { host: 'localhost', family: 4, port, path, method, headers, agent },
      (response) => {
        let got = '';
        response.on('data', (part: Buffer) => (got += part.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text: got }));
      },
    );
    asked.on('error', reject);
    asked.end(text);
  });
}
