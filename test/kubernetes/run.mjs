// `npm run test:kubernetes`: the tests of this folder, against a control plane of their own.
// Whatever they start is in one folder, with the process ids: it ends here, however the tests end.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { controlPlane } from './control-plane.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const PREFIX = 'metaflow-azure-kubernetes-';

const isRunning = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

/** Ends the programs of a run and removes its folder. A process id may belong to somebody else by now: its command tells. */
function clear(folder) {
  for (const pid of readdirSync(join(folder, 'pids')).map(Number)) {
    const { stdout } = spawnSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
    if (stdout.includes(folder)) process.kill(pid, 'SIGKILL');
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Runs that were killed could not clear up after themselves. */
function clearDeadRuns() {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    try {
      if (!isRunning(Number(readFileSync(join(folder, 'runner'), 'utf8')))) clear(folder);
    } catch {
      // Somebody else's, or just being made or removed.
    }
  }
}

function jest(folder, programs) {
  const script = process.env.npm_execpath;
  const [command, first] = script === undefined ? ['npm', []] : [process.execPath, [script]];
  const select = [
    '--roots=test/kubernetes',
    '--testPathIgnorePatterns=/node_modules/',
    '--reporters=default',
    // Each file has clusters of its own, and those of trouble mostly wait.
    '--maxWorkers=4',
    '--json',
    `--outputFile=${join(folder, 'results.json')}`,
  ];
  const env = { ...process.env, METAFLOW_TEST_RUN: folder, METAFLOW_TEST_PROGRAMS: JSON.stringify(programs) };
  const argv = [...first, 'run', '-s', 'jest', '--', ...process.argv.slice(2), ...select];
  // In a process group of its own, so that a signal reaches Jest through npm and the launcher.
  return spawn(command, argv, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env, detached: true });
}

function prepare() {
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  mkdirSync(join(folder, 'pids'));
  writeFileSync(join(folder, 'runner'), String(process.pid));
  return folder;
}

/** Jest is content when a pattern leaves nothing to run. This is not. */
function hasRun(folder) {
  const { numPassedTests } = JSON.parse(readFileSync(join(folder, 'results.json'), 'utf8'));
  if (numPassedTests === 0) console.error('Nothing was tested: no test has that name.');
  return numPassedTests > 0;
}

async function run() {
  clearDeadRuns();
  const programs = controlPlane();
  const folder = prepare();
  const child = jest(folder, programs);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    });
  try {
    const status = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve(code ?? 1));
    });
    return status === 0 && hasRun(folder) ? 0 : 1;
  } finally {
    clear(folder);
  }
}

try {
  process.exitCode = await run();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
