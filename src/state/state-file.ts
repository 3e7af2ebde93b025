import type { Config } from '../config/schema.ts';
import type { RememberedConfig } from '../config/schema.ts';
import type { Entry, StateStore } from '../engine/ports.ts';
import { Problem } from '../problems/problem.ts';
import type { Files } from './files.ts';
import { withFileProblems } from './file-problems.ts';
import { parseState, SCHEMA, type StoredState } from './format.ts';
import { migrations, type Migration } from './migrations/list.ts';

/** What opening a state file takes. */
export interface OpenStateOptions {
  readonly files: Files;
  readonly path: string;
  /** `metaflow-azure 1.2.0`: named when an older program meets this file. */
  readonly writtenBy: string;
  /** A new id, for a deployment that has no file yet. */
  readonly newLineage: () => string;
  /** The subscription that is about to be touched: another one's memory is refused. */
  readonly subscription?: string | undefined;
  readonly migrations?: readonly Migration[];
}

/** One deployment's memory on disk. Nothing is written before the first `put` or `saveConfig`. */
export interface StateFile {
  readonly store: StateStore;
  /** What the last `up` was told, or undefined before the first. */
  readonly config: RememberedConfig | undefined;
  readonly lineage: string;
  readonly serial: number;
  readonly saveConfig: (config: Config) => void;
  /** Forgets the deployment, backup included. */
  remove(): void;
}

/** Opens the memory of a deployment; one that has none yet begins empty. */
export function openState(options: OpenStateOptions): StateFile {
  const { files, path } = options;
  const text = withFileProblems('state', path, () => files.read(path));
  const hasBackup = (): boolean => files.read(`${path}.bak`) !== undefined;
  const opened = text === undefined ? undefined : parseState(text, { migrations, hasBackup, ...options });
  refuseOther(options, opened?.state.config);

  let state: StoredState = opened?.state ?? {
    schema: SCHEMA,
    writtenBy: options.writtenBy,
    lineage: options.newLineage(),
    serial: 0,
    resources: {},
  };
  let backedUp = text === undefined;
  const save = (change: Partial<StoredState>): void => {
    const next = { ...state, ...change, writtenBy: options.writtenBy, serial: state.serial + 1 };
    withFileProblems('state', path, () => {
      if (!backedUp && text !== undefined) {
        files.write(`${path}.bak`, text);
        // The next run replaces .bak; what a newer program has translated can be wanted long after.
        if (opened?.from !== SCHEMA) files.write(`${path}.schema-${opened?.from}.bak`, text);
        backedUp = true;
      }
      files.write(path, `${JSON.stringify(next, undefined, 2)}\n`);
    });
    state = next;
  };

  return {
    store: storeOver(
      () => state.resources,
      (resources) => save({ resources }),
    ),
    get config() {
      return state.config as RememberedConfig | undefined;
    },
    get lineage() {
      return state.lineage;
    },
    get serial() {
      return state.serial;
    },
    saveConfig: (config) => save({ config: { ...config } }),
    remove: () =>
      withFileProblems('state', path, () => {
        files.remove(path);
        files.remove(`${path}.bak`);
      }),
  };
}

function storeOver(
  resources: () => Record<string, Entry>,
  save: (resources: Record<string, Entry>) => void,
): StateStore {
  return {
    entry: (id) => (Object.hasOwn(resources(), id) ? resources()[id] : undefined),
    ids: () => Object.keys(resources()),
    put: (id, entry) => save({ ...resources(), [id]: entry }),
    forget: (id) => {
      if (!Object.hasOwn(resources(), id)) return;
      const { [id]: _forgotten, ...rest } = resources();
      save(rest);
    },
  };
}

function refuseOther({ path, subscription }: OpenStateOptions, config: StoredState['config']): void {
  const remembered = config?.['subscription'];
  if (subscription === undefined || typeof remembered !== 'string') return;
  if (remembered.toLowerCase() === subscription.toLowerCase()) return;
  throw new Problem(
    'state.other-subscription',
    `This deployment stands in subscription ${remembered}, and this run is about ${subscription}`,
    {
      advice: [
        `Leave out --subscription (and METAFLOW_AZURE_SUBSCRIPTION) to go on with the one it stands in.`,
        `Choose another --name to build beside it. What is known of the first one: ${path}`,
      ],
    },
  );
}
