// `npm run test:crash`: kills `up` and `down` at every call, on both sides of it, and has the next run finish.
// Deaths that leave the same behind, but for the time, are one death.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SHARES = 2;
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const every = Number(process.env.CRASH_STRIDE ?? 1);
const began = Date.now();

/** Runs one share; resolves with its counts, or undefined when it did not get to its end. */
const runShare = (share) =>
  new Promise((resolve) => {
    const argv = [path('../../bin/with-node.js'), path('shard.ts'), `${share}/${SHARES}`];
    const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (chunk) => (text += chunk));
    child.on('close', () => {
      const lines = text.trim().split('\n');
      const last = lines.at(-1) ?? '';
      const finished = last.startsWith('{');
      for (const line of finished ? lines.slice(0, -1) : lines) if (line !== '') console.log(line);
      resolve(finished ? JSON.parse(last) : undefined);
    });
  });

const results = await Promise.all(Array.from({ length: SHARES }, (_, index) => runShare(index + 1)));
const finished = results.filter((result) => result !== undefined);
const names = Object.keys(finished[0]?.counts ?? {});
let total = 0;
for (const name of names) {
  const count = finished.reduce((sum, { counts }) => sum + counts[name], 0);
  total += count;
  const which = name.endsWith('workload') ? `one in ${5 * every}` : `one in ${every}`;
  console.log(`${name}: ${count} different deaths (${which})`);
}
const failures = finished.reduce((sum, result) => sum + result.failures, 0);
console.log(`${total} deaths, ${failures} failed, ${Math.round((Date.now() - began) / 1000)} s`);
if (finished.length < SHARES) console.log('A share did not get to its end.');
if (failures > 0)
  console.log('One alone: CRASH_POINT=up:before:123:service-principal npm test -- test/crash');
process.exitCode = failures === 0 && finished.length === SHARES && total > 0 ? 0 : 1;
