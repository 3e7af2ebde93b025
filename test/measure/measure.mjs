// `npm run measure`: what a person waits for --help, and what a simulated `up` takes of memory. Fails over a limit.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { REHEARSAL, cleanEnvironment, inEmptyFolder } from './rehearsal.mjs';

const HELP_TO_BARE_NODE = 1.4;
const UP_MEGABYTES = 250;
const SIMULATOR_MS = 500;
const SIMULATOR_ROUNDS = 7;
const ROUNDS = 31;
const WARM_UP = 3;

const cli = fileURLToPath(new URL('../../bin/metaflow-azure.js', import.meta.url));

function run(args, env) {
  const start = performance.now();
  const child = spawnSync(process.execPath, args, { env, encoding: 'utf8' });
  const elapsedMs = performance.now() - start;
  if (child.status === 0) return { elapsedMs, stdout: child.stdout };
  throw new Error(
    `node ${args.join(' ')} ended with ${child.status ?? child.signal}:\n${child.stderr}${child.stdout}`,
  );
}

function median(numbers) {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** Both in turn, so that whatever else the machine does weighs on both. */
function measureHelp() {
  return inEmptyFolder((home) => {
    const env = cleanEnvironment(home);
    const times = { bare: [], help: [] };
    for (let round = -WARM_UP; round < ROUNDS; round++) {
      const bare = run(['-e', '0'], env);
      const help = run([cli, '--help'], env);
      if (!help.stdout.includes('Usage: metaflow-azure')) throw new Error(`--help printed:\n${help.stdout}`);
      if (round < 0) continue;
      times.bare.push(bare.elapsedMs);
      times.help.push(help.elapsedMs);
    }
    return { bare: median(times.bare), help: median(times.help) };
  });
}

function measureUp() {
  return inEmptyFolder((folder) => {
    const [home, peaks] = ['home', 'peaks'].map((name) => join(folder, name));
    for (const made of [home, peaks]) mkdirSync(made);
    const hook = new URL('./peak-memory.mjs', import.meta.url).href;
    const measured = { NODE_OPTIONS: `--import=${hook}`, PEAK_MEMORY_FOLDER: peaks };
    const { elapsedMs } = run([cli, ...REHEARSAL], { ...cleanEnvironment(home), ...measured });
    const files = readdirSync(peaks).map((file) => JSON.parse(readFileSync(join(peaks, file), 'utf8')));
    if (files.length === 0) throw new Error('no process of the rehearsal left its peak behind');
    // Should the cloud ever be simulated in a process of its own, the person's machine holds both.
    return { elapsedMs, megabytes: files.reduce((sum, { megabytes }) => sum + megabytes, 0) };
  });
}

/** What it takes from the start of the process to the moment when it has said where it answers: time, and work of the processor. */
async function measureSimulator() {
  const folder = mkdtempSync(join(tmpdir(), 'metaflow-azure-'));
  const rounds = [];
  for (let round = -1; round < SIMULATOR_ROUNDS; round++) {
    const peaks = join(folder, `round${round}`);
    mkdirSync(peaks);
    const hook = new URL('./peak-memory.mjs', import.meta.url).href;
    const measured = { NODE_OPTIONS: `--import=${hook}`, PEAK_MEMORY_FOLDER: peaks };
    const start = performance.now();
    const child = spawn(process.execPath, [cli, 'simulator', '--output', 'json'], {
      env: { ...cleanEnvironment(folder), ...measured },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(child.stdout, 'data');
    const elapsedMs = performance.now() - start;
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`the simulator ended with ${code}`);
    const [file = ''] = readdirSync(peaks);
    const { workMs } = JSON.parse(readFileSync(join(peaks, file), 'utf8'));
    if (round >= 0) rounds.push({ elapsedMs, workMs });
  }
  rmSync(folder, { recursive: true, force: true });
  return {
    elapsedMs: median(rounds.map((one) => one.elapsedMs)),
    workMs: median(rounds.map((one) => one.workMs)),
  };
}

function report(rows) {
  console.log(`Node ${process.version}, medians of ${ROUNDS} runs in turn`);
  for (const { what, measured, limit, holds } of rows) {
    console.log(
      [what.padEnd(34), measured.padStart(10), limit.padStart(14), holds ? 'ok' : 'TOO MUCH'].join('  '),
    );
  }
  process.exitCode = rows.every(({ holds }) => holds) ? 0 : 1;
}

const { bare, help } = measureHelp();
const up = measureUp();
const simulator = await measureSimulator();
const ratio = help / bare;
report([
  { what: 'node -e 0', measured: `${bare.toFixed(1)} ms`, limit: '', holds: true },
  { what: '--help', measured: `${help.toFixed(1)} ms`, limit: '', holds: true },
  {
    what: '--help against node -e 0',
    measured: `${ratio.toFixed(2)} x`,
    limit: `<= ${HELP_TO_BARE_NODE} x`,
    holds: ratio <= HELP_TO_BARE_NODE,
  },
  { what: 'simulated up', measured: `${(up.elapsedMs / 1000).toFixed(1)} s`, limit: '', holds: true },
  {
    what: 'simulated up, peak of memory',
    measured: `${up.megabytes.toFixed(0)} MB`,
    limit: `<= ${UP_MEGABYTES} MB`,
    holds: up.megabytes <= UP_MEGABYTES,
  },
  {
    what: 'simulator, until it answers',
    measured: `${simulator.elapsedMs.toFixed(0)} ms`,
    limit: '',
    holds: true,
  },
  {
    // A machine that is busy with other things makes everybody wait; the work stays the same.
    what: 'the same, work of the processor',
    measured: `${simulator.workMs.toFixed(0)} ms`,
    limit: `<= ${SIMULATOR_MS} ms`,
    holds: simulator.workMs <= SIMULATOR_MS,
  },
]);
