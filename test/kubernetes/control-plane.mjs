// The programs of a real control plane: from KUBEBUILDER_ASSETS where that folder has them, otherwise built from the Go
// modules beside this file, once for each version, into the user's cache.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
const path = (...parts) => join(here, ...parts);

/** Kubernetes asks its own binary for its version, and a module build does not know it. */
function versionFlags() {
  const [, major, minor, patch] = /k8s\.io\/kubernetes v(\d+)\.(\d+)\.(\d+)/.exec(
    readFileSync(path('control-plane', 'go.mod'), 'utf8'),
  );
  const set = (name, value) => `-X k8s.io/component-base/version.${name}=${value}`;
  return [
    set('gitVersion', `v${major}.${minor}.${patch}`),
    set('gitMajor', major),
    set('gitMinor', minor),
  ].join(' ');
}

/** Folders with a go.mod, and what is built in them: a program's name is the last part of its package. */
const modules = [
  {
    folder: 'control-plane',
    packages: ['./etcd', './kube-apiserver', './kube-controller-manager', './kube-scheduler'],
    flags: versionFlags(),
  },
  { folder: 'kwok', packages: ['sigs.k8s.io/kwok/cmd/kwok'], flags: '' },
  { folder: 'argo-events', packages: ['metaflow-azure.test/argo-events-controller'], flags: '' },
  {
    folder: 'argo-workflows',
    packages: ['github.com/argoproj/argo-workflows/v4/cmd/workflow-controller'],
    flags: '',
  },
];

const nameOf = (pkg) => pkg.split('/').at(-1);

class Missing extends Error {}

function go(args, options = {}) {
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '' };
  const result = spawnSync('go', args, {
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
    ...options,
  });
  if (result.error?.code === 'ENOENT') {
    throw new Missing(
      'Go is missing: it builds the Kubernetes control plane that these tests run against. Install Go 1.26 or newer ' +
        '(https://go.dev/dl), or set KUBEBUILDER_ASSETS to a folder that has the programs.',
    );
  }
  if (result.status !== 0) throw new Missing(`go ${args.slice(0, 2).join(' ')} … failed (see above).`);
  return result.stdout ?? '';
}

const cacheRoot = () => join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'metaflow-azure');

/** Where a module's programs are kept: whatever they are made of is in the name. */
function cacheOf({ folder, packages, flags }) {
  const hash = createHash('sha256')
    .update(go(['env', 'GOVERSION', 'GOOS', 'GOARCH']))
    .update(flags);
  const sources = readdirSync(path(folder), { recursive: true, encoding: 'utf8' });
  for (const file of sources.filter((name) => /(\.go|go\.mod|go\.sum)$/.test(name)).toSorted()) {
    hash.update(file).update(readFileSync(path(folder, file)));
  }
  hash.update(packages.join(' '));
  return join(cacheRoot(), `${folder}-${hash.digest('hex').slice(0, 16)}`);
}

const HOUR_MS = 3_600_000;

/** What builds that were killed have left. */
function clearOldBuilds() {
  for (const name of readdirSync(cacheRoot()).filter((entry) => entry.startsWith('building-'))) {
    const folder = join(cacheRoot(), name);
    if (Date.now() - statSync(folder).mtimeMs > HOUR_MS) rmSync(folder, { recursive: true, force: true });
  }
}

/** Builds aside and moves into place in one go, so that two runs at once never see half a program. */
function build(module, target) {
  mkdirSync(cacheRoot(), { recursive: true });
  clearOldBuilds();
  const aside = mkdtempSync(join(cacheRoot(), 'building-'));
  try {
    console.error(`Building ${module.packages.map(nameOf).join(', ')} (minutes, the first time) …`);
    const args = [
      'build',
      '-trimpath',
      '-ldflags',
      `-s -w ${module.flags}`,
      '-o',
      `${aside}/`,
      ...module.packages,
    ];
    go(args, { cwd: path(module.folder) });
    renameSync(aside, target);
  } catch (error) {
    // Somebody else was faster.
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

function programsOf(module) {
  const assets = process.env.KUBEBUILDER_ASSETS ?? '';
  const names = module.packages.map(nameOf);
  const given = names.filter((name) => assets !== '' && existsSync(join(assets, name)));
  const folder = given.length === names.length ? assets : cacheOf(module);
  if (!existsSync(folder)) build(module, folder);
  return names.map((name) => [name, join(given.includes(name) ? assets : folder, name)]);
}

/** Every program by its name. What is missing is built; what cannot be built is said in a sentence. */
export function controlPlane() {
  return Object.fromEntries(modules.flatMap(programsOf));
}
