import type { Account, Outcome, Preview } from '../../../src/app/ports.ts';
import type { Config } from '../../../src/config/schema.ts';
import { resolveConfig } from '../../../src/config/sources.ts';
import type { PlannedStep } from '../../../src/engine/plan.ts';
import { main } from '../../../src/cli/main.ts';
import type { Compose, Io, SessionOptions, UseCases } from '../../../src/cli/ports.ts';
import type { Prompts } from '../../../src/cli/ask/prompts.ts';
import { pathsOf, stateHome } from '../../../src/state/paths.ts';
import { openState } from '../../../src/state/state-file.ts';
import type { World } from '../../../src/world.ts';
import { memoryFiles, type MemoryFiles } from '../../support/files.ts';
import { recordInput, recordOutput, type Recording } from '../../support/terminal.ts';
import { boxWith, HOME } from '../../support/box.ts';

export { HOME, START } from '../../support/box.ts';

export const SUBSCRIPTION = '00000000-0000-4000-8000-000000000001';

/** A whole configuration, changed where a test says so. */
export const configWith = (given: Readonly<Record<string, unknown>> = {}): Config =>
  resolveConfig({ file: { subscription: SUBSCRIPTION, location: 'eastus2', ...given } });

/** A step of a plan. */
export const step = (
  id: string,
  does: PlannedStep['does'],
  more: Partial<PlannedStep> = {},
): PlannedStep => ({
  id,
  title: id.replaceAll('-', ' '),
  does,
  changes: [],
  after: [],
  typicalSeconds: 60,
  ...more,
});

export const previewOf = (...steps: readonly PlannedStep[]): Preview => ({
  checks: [],
  steps,
  typicalSeconds: 300,
  cost: [{ what: 'two nodes', idle: 100, busy: 300 }],
});

/** An outcome by ids: `failed` maps an id to what was thrown. */
export const outcomeWith = (
  done: readonly string[],
  failed: Readonly<Record<string, unknown>> = {},
  skipped: readonly string[] = [],
): Outcome => ({
  done: done.map((id) => ({ id, title: id })),
  failed: Object.entries(failed).map(([id, error]) => ({ id, title: id, error })),
  skipped: skipped.map((id) => ({ id, title: id })),
});

const account: Account = {
  operator: { objectId: 'o', type: 'User', name: 'ada@contoso.example', tenantId: 'tenant-1' },
  subscriptions: () => Promise.resolve([{ id: SUBSCRIPTION, name: 'Research', state: 'Enabled' }]),
  locations: () =>
    Promise.resolve([
      { name: 'zonk', displayName: 'A Zonk' },
      { name: 'eastus2', displayName: 'East US 2' },
      { name: 'westeurope', displayName: 'West Europe' },
    ]),
};

export interface RigOptions {
  readonly files?: MemoryFiles;
  readonly env?: Readonly<Record<string, string>>;
  /** A person at a terminal of this width. */
  readonly columns?: number;
  readonly prompts?: Prompts;
  readonly useCases?: Partial<UseCases>;
  readonly account?: Partial<Account>;
}

export interface Rig {
  readonly io: Io;
  readonly files: MemoryFiles;
  readonly out: Recording;
  readonly err: Recording;
  readonly opened: SessionOptions[];
  readonly closed: string[];
  /** Presses Ctrl-C. */
  readonly interrupt: () => void;
  readonly run: (...argv: readonly string[]) => Promise<number>;
}

/** The program with everything around it of our making. */
export function rig(options: RigOptions = {}): Rig {
  const files = options.files ?? memoryFiles();
  const tty = options.columns !== undefined;
  const shape = tty ? { tty, columns: options.columns } : {};
  const [out, err] = [recordOutput(shape), recordOutput(shape)];
  const opened: SessionOptions[] = [];
  const closed: string[] = [];
  const interrupts = new Set<() => void>();
  const io: Io = {
    stdin: recordInput({ tty }),
    stdout: out.stream,
    stderr: err.stream,
    env: options.env ?? {},
    ...boxWith(files),
    random: (bytes) => new Uint8Array(bytes),
    onInterrupt: (handler) => {
      interrupts.add(handler);
      return () => void interrupts.delete(handler);
    },
    compose: composeOver(options, opened, closed),
    useCases: useCasesWith(options.useCases ?? {}),
    ...(options.prompts === undefined ? {} : { prompts: options.prompts }),
  };
  return {
    io,
    files,
    out,
    err,
    opened,
    closed,
    interrupt: () => {
      for (const handler of interrupts) handler();
    },
    run: (...argv) => main(argv, io),
  };
}

function composeOver(options: RigOptions, opened: SessionOptions[], closed: string[]): Compose {
  return {
    account: () => Promise.resolve({ ...account, ...options.account }),
    session: (session) => {
      opened.push(session);
      const { io, config, simulate, command } = session;
      const { state: path } = pathsOf(stateHome(io.env, io.home, simulate), config.name);
      const state = openState({ files: io.files, path, writtenBy: 'test', newLineage: () => 'line' });
      return Promise.resolve({
        world: { config } as World,
        state: state.store,
        clock: io.clock,
        runId: 'run-1',
        adopt: session.adopt,
        emit: session.emit,
        signal: session.signal,
        remember: () => state.saveConfig(config),
        forget: () => state.remove(),
        close: () => void closed.push(command),
      });
    },
  };
}

const useCasesWith = (given: Partial<UseCases>): UseCases => ({
  preview: () => Promise.resolve(previewOf(step('storage-account', 'create'))),
  apply: () => Promise.resolve(outcomeWith(['storage-account'])),
  undo: () => Promise.resolve(outcomeWith(['storage-account'])),
  status: ({ world }) =>
    Promise.resolve({
      deployment: world.config.name,
      steps: [step('storage-account', 'keep')],
      inStep: true,
    }),
  previewDown: () =>
    Promise.resolve({
      removes: [{ id: 'storage-account', title: 'Storage account', holds: 'its data', takes: [] }],
      releases: [{ id: 'providers', title: 'Resource providers' }],
      foreign: [],
    }),
  takeAway: () =>
    Promise.resolve({ outcome: outcomeWith(['storage-account']), receipt: { lookedFor: 3, leftovers: [] } }),
  profile: () =>
    Promise.resolve({ METAFLOW_DEFAULT_METADATA: 'service', METAFLOW_DEFAULT_DATASTORE: 'azure' }),
  verify: () => Promise.resolve(undefined),
  permissions: () => Promise.resolve({ portal: { p: 1 }, az: { a: 1 }, entra: ['nothing'] }),
  ...given,
});

/** A home in which these deployments are remembered. */
export const remembering = (...configs: readonly Config[]): MemoryFiles => {
  const files = memoryFiles();
  for (const config of configs) {
    const { state } = pathsOf(`${HOME}/.metaflow-azure`, config.name);
    openState({ files, path: state, writtenBy: 'test', newLineage: () => 'line' }).saveConfig(config);
  }
  return files;
};
