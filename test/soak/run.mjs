// `npm run test:soak`: malformed input, then a long mixed life, from one seed. Another life: SOAK_SEED=7 npm run test:soak
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { withServer } from '../simulator/server-rig.ts';
import { fuzz } from './fuzz.ts';
import { liveOn } from './restart.ts';

const seed = Number(process.env.SOAK_SEED ?? 1);
const [inputs = '1000', requests = '10000'] = process.argv.slice(2);
/** The heap after this many requests is what it may not outgrow. */
const SETTLED = 2000;
const GROWTH = 1.25;
/** The server ends early, so that both looks at the heap are at the same one. */
const RESTART = 1000;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
/** The least of several looks: what lingers until a connection has closed is no leak, and what leaks is in each of them. */
async function heapMegabytes() {
  const looks = [];
  for (let look = 0; look < 5; look += 1) {
    collect();
    looks.push(process.memoryUsage().heapUsed / 1024 / 1024);
    await sleep(200);
  }
  return Math.min(...looks);
}

function report(what, { statuses, wrong }) {
  console.log(`${what}, answers by status: ${JSON.stringify(statuses)}`);
  for (const one of wrong.slice(0, 20)) console.error(one);
  if (wrong.length > 0) process.exitCode = 1;
}

console.log(`seed ${seed}`);
await withServer(async (rig) => report(`${inputs} malformed inputs`, await fuzz(rig, seed, Number(inputs))));
const heaps = new Map();
const began = performance.now();
const afterRound = async (done) => {
  if (done === SETTLED || done === Number(requests)) heaps.set(done, await heapMegabytes());
};
report(
  `${requests} requests, 50 at a time, with a restart after ${RESTART}`,
  await liveOn(seed, { requests: Number(requests), restartAfter: RESTART, afterRound }),
);
console.log(`${((performance.now() - began) / 1000).toFixed(0)} s`);
for (const [done, heap] of heaps) console.log(`heap after ${done} requests: ${heap.toFixed(1)} MB`);
const [settled, last] = [heaps.get(SETTLED), heaps.get(Number(requests))];
// A life that went wrong ended before its last look.
if (last !== undefined && settled !== undefined && last > settled * GROWTH) {
  console.error(`The heap has grown by more than ${Math.round((GROWTH - 1) * 100)} %.`);
  process.exitCode = 1;
}
