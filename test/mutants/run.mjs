// npm run test:mutants [part of a name]: breaks one line at a time in a copy of the project and expects a red test.
import { spawn } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  existsSync,
} from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mutants } from './mutants.mjs';

const AT_ONCE = 2;
const HANGS_AFTER_MS = 25_000;
const project = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const wanted = mutants.filter(({ name }) => name.includes(process.argv[2] ?? ''));
const workshop = mkdtempSync(join(tmpdir(), 'metaflow-azure-mutants-'));
const running = new Set();

// Node says that stripping types is experimental; this says nothing about the mutants.
process.removeAllListeners('warning');
process.exitCode = 1;
process.on('exit', () => rmSync(workshop, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    for (const child of running) child.kill('SIGKILL');
    process.exit(1);
  });
}

/** What jest needs to run there; what is installed is only pointed at. */
function copyOf(from, name) {
  const copy = join(workshop, name);
  mkdirSync(join(copy, 'bin'), { recursive: true });
  const isOurs = (path) => basename(path) !== 'node_modules';
  for (const part of ['src', 'test', 'templates', 'package.json', 'tsconfig.json']) {
    cpSync(join(from, part), join(copy, part), { recursive: true, filter: isOurs });
  }
  for (const file of readdirSync(join(from, 'bin'))) {
    if (file.endsWith('.js')) cpSync(join(from, 'bin', file), join(copy, 'bin', file));
  }
  for (const part of ['node_modules', 'bin/node']) {
    if (existsSync(join(project, part))) symlinkSync(join(project, part), join(copy, part), 'junction');
  }
  return copy;
}

/** Runs the tests in the copy: what jest found, or that it found no end. */
async function jest(copy, tests) {
  const report = join(copy, 'report.json');
  rmSync(report, { force: true });
  const child = spawn(
    process.execPath,
    [
      '--experimental-vm-modules',
      '--disable-warning=ExperimentalWarning',
      'node_modules/jest/bin/jest.js',
      '--silent',
      '--runInBand',
      '--reporters=default',
      '--json',
      `--outputFile=${report}`,
      ...tests,
    ],
    { cwd: copy, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  running.add(child);
  let said = '';
  child.stderr.on('data', (text) => (said += text));
  const alarm = setTimeout(() => child.kill('SIGKILL'), HANGS_AFTER_MS);
  const [status, signal] = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...how) => resolve(how));
  });
  clearTimeout(alarm);
  running.delete(child);
  if (signal !== null) return { hung: true };
  const { testResults } = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : { testResults: [] };
  const failed = testResults
    .flatMap((file) => file.assertionResults)
    .find((test) => test.status === 'failed');
  return { status, killedBy: failed?.fullName, said };
}

/** Breaks one line, runs its tests and mends the line again. */
async function verdictOn({ file, find, replace, tests, hangs = false }, copy) {
  const path = join(copy, file);
  const whole = readFileSync(path, 'utf8');
  const parts = whole.split(find);
  if (parts.length !== 2) return { bad: `its text stands ${parts.length - 1} times in ${file}` };
  const broken = parts.join(replace);
  try {
    stripTypeScriptTypes(broken);
  } catch (error) {
    return { bad: `${file} no longer parses: ${error.message}` };
  }
  try {
    writeFileSync(path, broken);
    const { status, killedBy, said, hung = false } = await jest(copy, tests);
    if (hung) return hangs ? { killedBy: '(never ends, as expected)' } : { bad: 'its tests never end' };
    if (status === 0) return { bad: 'SURVIVED' };
    return killedBy === undefined
      ? { bad: `red without a failed test: ${said.slice(0, 600)}` }
      : { killedBy };
  } finally {
    writeFileSync(path, whole);
  }
}

const row = (...cells) => console.log(cells[0].padEnd(42), cells[1].padStart(7), '', cells[2]);
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

// The copies are taken at once: whoever edits the project meanwhile does not disturb the run.
const began = performance.now();
const first = copyOf(project, '0');
const copies = [first, ...Array.from({ length: AT_ONCE - 1 }, (_, index) => copyOf(first, `${index + 1}`))];

const unbroken = await jest(first, [...new Set(wanted.flatMap(({ tests }) => tests))]);
if (wanted.length === 0 || unbroken.status !== 0) {
  console.error(wanted.length === 0 ? 'no mutant has this name' : `red already unbroken:\n${unbroken.said}`);
  process.exit();
}
row('unbroken', seconds(began), 'green');

const queue = [...wanted];
let survivors = 0;
await Promise.all(
  copies.map(async (copy) => {
    for (let mutant; (mutant = queue.shift()) !== undefined;) {
      const since = performance.now();
      const { bad, killedBy } = await verdictOn(mutant, copy);
      if (bad !== undefined) survivors++;
      row(mutant.name, seconds(since), bad === undefined ? killedBy : `✗ ${bad} (${mutant.breaks})`);
    }
  }),
);
console.log(`${wanted.length - survivors} of ${wanted.length} noticed, ${seconds(began)}`);
process.exitCode = survivors === 0 ? 0 : 1;
