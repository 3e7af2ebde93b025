import { join, resolve } from 'node:path';
import { exitCodes } from '../../problems/exit-codes.ts';
import { Problem } from '../../problems/problem.ts';
import type { Fault } from '../../simulator/faults.ts';
import { isObject } from '../../simulator/json.ts';
import { authorityOf, newAuthority, type Identity } from '../../simulator/server/certificates.ts';
import { faultFromText } from '../../simulator/server/faults.ts';
import { missingProgram, type ControlPlanes } from '../../simulator/server/real-cluster.ts';
import type { SimulatorServer } from '../../simulator/server/server.ts';
import { withFileProblems } from '../../state/file-problems.ts';
import type { Call, Options } from '../command.ts';
import type { Io } from '../ports.ts';
import { settingsText, settingsOf } from '../present/simulator-text.ts';

/** A crash costs at most this much of the world. */
const SAVE_EVERY_MS = 5000;

/** Serves the simulated cloud until it is told to stop. */
export async function simulator({ io, options, screen, signal }: Call): Promise<number> {
  const wanted = wantedOf(options);
  const controlPlanes = controlPlanesOf(io);
  const statePath = options.state === undefined ? undefined : resolve(io.cwd, options.state);
  const lock = statePath === undefined ? undefined : lockOf(io, statePath);
  const home = homeOf(io, options, statePath);
  try {
    const authority = authorityIn(io, home);
    const world = statePath === undefined ? {} : worldIn(io, statePath);
    const { startServer } = await import('../../simulator/server/server.ts');
    const server = await opened(wanted.port, () =>
      startServer({
        ...wanted,
        authority,
        world,
        clock: io.clock,
        controlPlanes,
        say: (message) => screen.say(message),
        onBug: (error, request) => screen.say(`A bug: ${request}`, stackOf(error)),
      }),
    );
    const keeper = keeperOf(server, { io, statePath, screen });
    try {
      const { port, account } = server;
      const settings = settingsOf({ port, caFile: home.certificate, account });
      screen.result(settings, settingsText(settings, { speed: wanted.speed, isKept: !home.isPassing }));
      await keeper.until(signal);
    } finally {
      await server.close();
    }
    keeper.save();
    return exitCodes.ok;
  } finally {
    if (home.isPassing) io.files.remove(home.folder);
    lock?.release();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

interface Wanted {
  readonly port: number;
  readonly speed: number;
  readonly seed: number;
  readonly profile: 'fast' | 'realistic';
  readonly faults: readonly Fault[];
}

function wantedOf(options: Options): Wanted {
  const { fault: faults = [], profile } = options;
  return {
    port: numberOf('--port', options.port, { highest: 65_535, whole: true }),
    speed: numberOf('--speed', options.speed, { highest: 1_000_000, whole: false }),
    seed: numberOf('--seed', options.seed, { highest: 2 ** 31 - 1, whole: true }),
    profile: profile === 'realistic' ? 'realistic' : 'fast',
    faults: faults.map((text) => {
      const understood = faultFromText(text);
      if ('fault' in understood) return understood.fault;
      throw new Problem('config.invalid', `--fault ${text}: ${understood.problem}`);
    }),
  };
}

function numberOf(
  flag: string,
  text: string | undefined,
  { highest, whole }: { readonly highest: number; readonly whole: boolean },
): number {
  const value = Number(text);
  const isIn = text !== undefined && text.trim() !== '' && value >= 0 && value <= highest;
  if (isIn && (!whole || Number.isInteger(value))) return value;
  throw new Problem(
    'config.invalid',
    `${flag} is "${text ?? ''}". It has to be a ${whole ? 'whole ' : ''}number from 0 to ${highest}.`,
  );
}

function lockOf(io: Io, path: string): { release(): void } {
  const attempt = withFileProblems('state', path, () =>
    io.files.lock(`${path}.lock`, `process ${io.pid} on ${io.host}`),
  );
  if (attempt.taken) return attempt;
  throw new Problem('state.locked', `${path} is the world of another simulator: ${attempt.note}`, {
    advice: ['Stop that one first, or name another file with --state.'],
  });
}

/** Where the authority's certificate and key lie; a folder that is passing goes with this run. */
interface Home {
  readonly folder: string;
  readonly certificate: string;
  readonly key: string;
  readonly isPassing: boolean;
}

/** The authority stays where a folder was named or a world is kept, and bears the name of that world: others lie beside it. */
function homeOf(io: Io, { caDir }: Options, statePath: string | undefined): Home {
  const isPassing = caDir === undefined && statePath === undefined;
  const folder = isPassing ? temporary(io, 'simulator') : resolve(io.cwd, caDir ?? '');
  const stem = caDir === undefined && statePath !== undefined ? `${statePath}.` : join(folder, '/');
  return { folder, isPassing, certificate: `${stem}ca.pem`, key: `${stem}ca-key.pem` };
}

const temporary = ({ temporary: folder, random }: Io, name: string): string =>
  join(folder, `metaflow-azure-${name}-${Buffer.from(random(6)).toString('hex')}`);

/** Real programs for the clusters, where the environment names a folder of them. */
function controlPlanesOf(io: Io): ControlPlanes | undefined {
  const { KUBEBUILDER_ASSETS: named = '' } = io.env;
  if (named === '') return undefined;
  const programs = resolve(io.cwd, named);
  const missing = missingProgram({ programs, files: io.files });
  if (missing === undefined) return { programs, folder: temporary(io, 'clusters'), files: io.files };
  throw new Problem('config.invalid', `KUBEBUILDER_ASSETS is ${named}, and there is no ${missing}.`, {
    advice: ['unset KUBEBUILDER_ASSETS    has the clusters simulated'],
  });
}

function authorityIn({ files, clock }: Io, { certificate: certificatePath, key: keyPath }: Home): Identity {
  const [certificate, key] = [files.read(certificatePath), files.read(keyPath)];
  if (certificate === undefined && key === undefined) {
    const made = newAuthority(clock.now());
    withFileProblems('state', keyPath, () => files.write(keyPath, made.key));
    withFileProblems('state', certificatePath, () => files.write(certificatePath, made.certificate));
    return made;
  }
  if (certificate === undefined || key === undefined) {
    const [lone, missing] = key === undefined ? [certificatePath, keyPath] : [keyPath, certificatePath];
    throw new Problem('state.unreadable', `${lone} is there without ${missing}, so nothing was written.`, {
      advice: ['Name another folder with --ca-dir, or move that file away: a new pair is made.'],
    });
  }
  try {
    authorityOf({ certificate, key }, () => clock.now());
    return { certificate, key };
  } catch (cause) {
    throw new Problem(
      'state.unreadable',
      `${certificatePath} and ${keyPath} are no certificate with its key`,
      {
        advice: [`rm ${certificatePath} ${keyPath}    has new ones made`],
        cause,
      },
    );
  }
}

function worldIn({ files }: Io, path: string): Record<string, unknown> {
  const text = files.read(path);
  if (text === undefined) return {};
  try {
    const world: unknown = JSON.parse(text);
    if (isObject(world) && isObject(world['entra'])) return world;
  } catch {
    // Told below, like every file of another kind.
  }
  throw new Problem('state.unreadable', `${path} is no world of the simulator`, {
    advice: [`rm ${path}    begins with empty subscriptions`],
  });
}

async function opened(port: number, open: () => Promise<SimulatorServer>): Promise<SimulatorServer> {
  try {
    return await open();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    const reason = code === 'EACCES' ? 'may not be opened by you' : 'is in use';
    throw new Problem('config.invalid', `Port ${port} ${reason}.`, {
      advice: ['metaflow-azure simulator --port 0    takes any free one'],
      cause: error,
    });
  }
}

interface Keeping {
  readonly io: Io;
  readonly statePath: string | undefined;
  readonly screen: Call['screen'];
}

/** Saves the world: at the start, from time to time until the end, and when it is told to. */
function keeperOf(server: SimulatorServer, { io, statePath, screen }: Keeping) {
  let saved = -1;
  let isFailing = false;
  const save = (): void => {
    const answered = server.answered();
    if (statePath !== undefined) {
      withFileProblems('state', statePath, () =>
        io.files.write(statePath, JSON.stringify(server.snapshot())),
      );
    }
    saved = answered;
  };
  // A full disk may have room again: the cloud goes on, and only the last save has to succeed.
  const trySave = (): void => {
    try {
      save();
      isFailing = false;
    } catch (error) {
      if (!isFailing) screen.say(`The world goes on unsaved: ${messageOf(error)}`);
      isFailing = true;
    }
  };
  return {
    save,
    async until(signal: AbortSignal): Promise<void> {
      trySave();
      while (!signal.aborted) {
        await io.clock.sleep(SAVE_EVERY_MS, signal);
        if (server.answered() !== saved && !signal.aborted) trySave();
      }
    },
  };
}
