// One share of the full sweep: `node test/crash/shard.ts 1/2`. Prints a line per failure, and the counts as JSON.
import { judge, referenceFor } from './judge.ts';
import { record, type Identity, type Sweepable } from './sweep.ts';

const [share = 1, shares = 1] = (process.argv[2] ?? '1/1').split('/').map(Number);
/** Every death of service-principal, and every fifth of workload; `CRASH_STRIDE` takes every so-manieth of them. */
const EVERY = Number(process.env['CRASH_STRIDE'] ?? 1);
const STRIDE = { 'service-principal': EVERY, workload: 5 * EVERY } as const;

const counts: Record<string, number> = {};
let failures = 0;

async function sweep(command: Sweepable, identity: Identity): Promise<void> {
  const reference = await referenceFor(identity);
  let seen = 0;
  const wanted = (): boolean => {
    const number = seen++;
    return number % STRIDE[identity] === 0 && Math.floor(number / STRIDE[identity]) % shares === share - 1;
  };
  const start = command === 'up' ? new Map<string, string>() : reference.built;
  const { points } = await record(command, { identity, start, wanted, distinct: true });
  for (const point of points) {
    try {
      await judge(point, reference);
    } catch (error) {
      failures++;
      process.stdout.write(`FAILED ${point.name} (${point.call}): ${String(error)}\n`);
    }
  }
  counts[`${command}, ${identity}`] = points.length;
}

for (const identity of ['service-principal', 'workload'] as const) {
  for (const command of ['up', 'down'] as const) await sweep(command, identity);
}
process.stdout.write(`${JSON.stringify({ counts, failures })}\n`);
process.exitCode = failures === 0 ? 0 : 1;
