// Plain JavaScript that any Node >= 14 parses: it finds a Node.js new enough to run the rest.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const MINIMUM = [22, 19];
const [major, minor] = process.versions.node.split('.').map(Number);
export const newEnough = major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);

const os = process.platform === 'win32' ? 'win' : process.platform;
const platformPackage = `node-${os}-${process.arch}`;
const tools = fileURLToPath(new URL('./node', import.meta.url));

/** Path of the pinned Node of a checkout (bin/node), or undefined. The published package has none. */
export function pinnedNode() {
  const exe = process.platform === 'win32' ? 'node.exe' : 'node';
  const path = `${tools}/node_modules/${platformPackage}/bin/${exe}`;
  return existsSync(path) ? path : undefined;
}

/** In a checkout on an old Node: install the pinned one (locked, no install scripts). */
export function installPinnedNode() {
  if (newEnough || pinnedNode() || !existsSync(`${tools}/package-lock.json`)) return;
  console.error(
    `Node ${process.version} is older than ${MINIMUM.join('.')}: installing a newer one into bin/node (52 MB)`,
  );
  const npm = process.env.npm_execpath;
  const args = ['ci', '--prefix', tools, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const r = npm
    ? spawnSync(process.execPath, [npm, ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
    : spawnSync('npm', args, { stdio: ['ignore', 'ignore', 'inherit'], shell: process.platform === 'win32' });
  if (r.status !== 0) process.exitCode = r.status ?? 1;
}

function tooOld() {
  const wayOut = existsSync(`${tools}/package-lock.json`)
    ? 'npm ci    in this checkout brings a newer one along'
    : `npx -y -p ${platformPackage}@24 -p metaflow-azure metaflow-azure <command>    brings a newer one along, for once`;
  return [
    `metaflow-azure needs Node.js ${MINIMUM.join('.')} or newer, and this is ${process.version}.`,
    '',
    `  ${wayOut}`,
    '  https://nodejs.org    has it for good',
  ].join('\n');
}

/** Re-run argv (script and arguments) under the pinned Node. Says what to do when there is none. */
export function reexec(argv) {
  const node = pinnedNode();
  if (!node) {
    console.error(tooOld());
    process.exitCode = 1;
    return;
  }
  const child = spawn(node, argv, { stdio: 'inherit' });
  // A terminal sends SIGINT to both; the others come to this process only.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (e) => {
    console.error(e.message);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    if (signal) {
      process.removeAllListeners(signal);
      process.kill(process.pid, signal);
    } else process.exitCode = code ?? 1;
  });
}
