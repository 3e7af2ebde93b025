// `npm run test:pack`: packs the program, installs the tarball into an empty folder and uses it there as a person would.
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { REHEARSAL, cleanEnvironment, inEmptyFolder } from './rehearsal.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const shell = process.platform === 'win32';
// The published package brings no Node of its own: this one, which is new enough, comes first.
const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`;

function run(command, args, { cwd, env = process.env }) {
  const child = spawnSync(command, args, { cwd, env: { ...env, PATH }, encoding: 'utf8', shell });
  const line = [command, ...args].join(' ');
  if (child.status !== 0)
    throw new Error(`${line} ended with ${child.status}:\n${child.stdout}${child.stderr}`);
  console.log(`ok  ${line}`);
  return child.stdout;
}

/** What must and must not be in the tarball: a missing template shows on a user's machine only. */
function checkContents(packed) {
  const files = packed.files.map(({ path }) => path);
  const stray = files.filter(
    (path) => !/^(bin\/[^/]+\.js|dist\/|templates\/|README\.md|LICENSE|package\.json)/.test(path),
  );
  if (stray.length > 0) throw new Error(`the tarball carries ${stray.join(', ')}`);
  for (const needed of [
    'bin/metaflow-azure.js',
    'dist/help.json',
    'dist/cli/entry.js',
    'README.md',
    'LICENSE',
  ]) {
    if (!files.includes(needed)) throw new Error(`the tarball lacks ${needed}`);
  }
  if (!files.some((path) => path.startsWith('templates/')))
    throw new Error('the tarball lacks the templates');
}

inEmptyFolder((folder) => {
  const [place, home] = ['place', 'home'].map((name) => join(folder, name));
  for (const made of [place, home]) mkdirSync(made);
  run('npm', ['run', '-s', 'build'], { cwd: root });
  const [packed] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: root }),
  );
  checkContents(packed);
  writeFileSync(join(place, 'package.json'), '{ "private": true }');
  const tarball = join(folder, packed.filename);
  const quiet = ['--omit=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  run('npm', ['install', ...quiet, tarball], { cwd: place });
  const env = cleanEnvironment(home);
  const program = join(place, 'node_modules', '.bin', 'metaflow-azure');
  for (const args of [['--version'], ['--help'], REHEARSAL]) {
    if (run(program, args, { cwd: place, env }).trim() === '')
      throw new Error(`${args.join(' ')} printed nothing`);
  }
});
