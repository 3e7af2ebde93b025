// `npm run test:conformance`: judges the program's traffic by the descriptions in ../shared/azure-specs.
// The judge's own packages (oav, ajv) are installed here on first use, so that the product's install stays small.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = fileURLToPath(new URL('../..', import.meta.url));

function npm(...args) {
  const script = process.env.npm_execpath;
  const [command, first] = script === undefined ? ['npm', []] : [process.execPath, [script]];
  const shell = script === undefined && process.platform === 'win32';
  return spawnSync(command, [...first, ...args], { cwd: root, stdio: 'inherit', shell }).status ?? 1;
}

/** Whether what is installed is what the lock asks for. */
function isInstalled() {
  const read = (file) => JSON.parse(readFileSync(`${here}${file}`, 'utf8'));
  if (!existsSync(`${here}node_modules/.package-lock.json`)) return false;
  const installed = read('node_modules/.package-lock.json').packages;
  const { '': _, ...locked } = read('package-lock.json').packages;
  return Object.entries(locked).every(([path, { version }]) => installed[path]?.version === version);
}

function run() {
  if (!existsSync(`${root}../shared/azure-specs/spec.lock.json`)) {
    console.error(
      'Nothing was judged: the descriptions of Azure are missing; they belong in ../shared/azure-specs beside this checkout.',
    );
    return 1;
  }
  if (!isInstalled()) {
    const status = npm(
      'ci',
      '--prefix',
      here,
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    );
    if (status !== 0) return status;
  }
  // The root leaves this folder out of `npm test`: the pattern given here takes the place of the root's.
  const select = ['--testPathIgnorePatterns=/node_modules/', '--roots=test/conformance'];
  return npm('run', '-s', 'jest', '--', ...process.argv.slice(2), ...select);
}

process.exitCode = run();
