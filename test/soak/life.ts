import { Agent, request } from 'node:https';
import type { ServerRig } from '../simulator/server-rig.ts';
import { storms } from './acts-control.ts';
import { nextAct } from './acts.ts';
import { openEstate, tokenFor, type Estate } from './estate.ts';
import { treeProblems } from './invariants-azure.ts';
import { clusterProblems, newMemory } from './invariants-kubernetes.ts';
import { choicesFrom } from './random.ts';
import { roundProblems } from './rounds.ts';
import type { Act, Heard, Scene } from './scene.ts';

/** How it went. */
export interface Lived {
  readonly statuses: Readonly<Record<string, number>>;
  readonly wrong: readonly string[];
  /** What the life can go on with, at another server of the same world. */
  readonly scene: Scene;
}

export interface LifeOptions {
  readonly requests: number;
  readonly afterRound?: (done: number) => void | Promise<void>;
  /** Goes on with an earlier life. */
  readonly scene?: Scene;
}

const AT_A_TIME = 50;
/** Requests between two looks at everything. */
const ROUND = 250;

/** A mixed life of many clients; after every request the world must be sound. */
export async function live(
  rig: ServerRig,
  seed: number,
  { requests, afterRound, scene: earlier }: LifeOptions,
): Promise<Lived> {
  const scene = earlier ?? { choices: choicesFrom(seed), estate: await openEstate(rig), told: {} };
  const { estate } = scene;
  const agent = new Agent({ keepAlive: true, maxSockets: AT_A_TIME, ca: rig.ca });
  const statuses: Record<string, number> = {};
  const wrong: string[] = [];
  const memory = newMemory();
  const { world } = rig.server.simulator;
  const weather = weatherOf(world);
  const one = async (): Promise<void> => {
    const act = nextAct(scene);
    const met = weather(act);
    const heard = await send(rig, agent, { act, estate });
    const { status } = heard;
    statuses[status] = (statuses[status] ?? 0) + 1;
    const isStormy = met();
    act.heard?.(heard);
    const isBad = status === 0 || (status >= 500 && status !== 501);
    const problems = [
      ...(isBad && !isStormy ? [`it was answered with ${status}: ${heard.text.slice(0, 300)}`] : []),
      ...treeProblems(world),
      ...clusterProblems(world, memory),
    ];
    wrong.push(...problems.map((problem) => `${act.method} ${act.path}: ${problem}`));
  };
  for (let done = 0; done < requests && wrong.length === 0; done += ROUND) {
    let left = Math.min(ROUND, requests - done);
    const work = async (): Promise<void> => {
      while (left > 0 && wrong.length === 0) {
        left -= 1;
        await one();
      }
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, work));
    wrong.push(...(await roundProblems(rig, estate)));
    await afterRound?.(Math.min(requests, done + ROUND));
  }
  agent.destroy();
  return { statuses, wrong: [...wrong, ...rig.bugs], scene };
}

/** Tells of each request whether a fault that breaks answers may have met it. */
function weatherOf(world: Readonly<Record<string, unknown>>): (act: Act) => () => boolean {
  const isOn = (): boolean => ((world['faults'] ?? []) as { id: string }[]).some(({ id }) => isStorm(id));
  // A storm may begin and end while a request is on its way.
  let [begun, coming] = [0, 0];
  return ({ method, path, body }) => {
    const brings =
      method === 'POST' && path === '/_simulator/faults' && isStorm((body as { id: string }).id) ? 1 : 0;
    begun += brings;
    const [before, was] = [begun, isOn() || coming > 0];
    coming += brings;
    return () => {
      coming -= brings;
      return was || begun !== before || isOn();
    };
  };
}

const isStorm = (id: string): boolean => storms.includes(id);

interface Sent {
  readonly act: Act;
  readonly estate: Estate;
}

function send({ port }: ServerRig, agent: Agent, { act, estate }: Sent): Promise<Heard> {
  const { method, path, body } = act;
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${tokenFor(path, estate.tokens)}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...act.headers,
  };
  return new Promise((resolve) => {
    const nothing = (error: Error): void => resolve({ status: 0, headers: {}, text: error.message });
    const asked = request(
      { host: 'localhost', family: 4, port, path, method, headers, agent },
      (response) => {
        let got = '';
        response.on('data', (part: Buffer) => (got += part.toString()));
        response.on('error', nothing);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text: got }),
        );
      },
    );
    asked.on('error', nothing);
    asked.end(text);
  });
}
