import type { Given } from '../config/sources.ts';
import type { AuthMethod, Io } from './ports.ts';
import type { Screen } from './present/screen.ts';

/** Every command, in the order of the help. */
export const commandNames = [
  'up',
  'plan',
  'status',
  'config',
  'down',
  'permissions',
  'demo',
  'simulator',
  'version',
] as const;
export type CommandName = (typeof commandNames)[number];

/** What every command takes, and what single ones add; commander fills it by the names of the flags. */
export interface Options {
  readonly output: 'text' | 'json';
  readonly yes?: true;
  /** `--no-input` makes it false. */
  readonly input: boolean;
  readonly simulate?: true;
  readonly verbose?: true;
  readonly quiet?: true;
  /** `--no-color` makes it false. */
  readonly color: boolean;
  readonly config?: string;
  readonly auth?: AuthMethod;
  readonly tenant?: string;
  readonly adopt?: true;
  readonly rollback?: true;
  readonly advanced?: true;
  readonly exitCode?: true;
  readonly watch?: true;
  readonly interval?: string;
  readonly confirm?: string;
  readonly profile?: string;
  readonly write?: true;
  readonly path?: string;
  readonly form?: 'az' | 'portal' | 'entra';
  readonly subscription?: string;
  readonly port?: string;
  readonly state?: string;
  readonly speed?: string;
  readonly seed?: string;
  readonly fault?: readonly string[];
  readonly caDir?: string;
}

/** One run of one command: what was typed, and what it may use. */
export interface Call {
  readonly command: CommandName;
  readonly options: Options;
  /** The configuration's flags that were typed. */
  readonly flags: Given;
  readonly io: Io;
  readonly screen: Screen;
  /** Whether a person sits there who can answer. */
  readonly interactive: boolean;
  /** Says something that must be read, once, however often it is said. */
  readonly tell: (message: string) => void;
  /** Aborted by the first Ctrl-C. */
  readonly signal: AbortSignal;
  /** Runs a whole command line in other surroundings: what `demo` is made of. */
  readonly main: (argv: readonly string[], io: Io) => Promise<number>;
}

/** One flag of one command. */
export interface OptionSpec {
  readonly flags: string;
  readonly help: string;
  readonly choices?: readonly string[];
  readonly initial?: string;
  /** May be given several times; all values count. */
  readonly repeats?: true;
}

/** A command as data: the program, its help and the README are made of it. */
export interface CommandSpec {
  readonly name: CommandName;
  /** One line in the list of commands. */
  readonly summary: string;
  /** What its own help says. */
  readonly about: string;
  readonly examples: readonly string[];
  readonly options: readonly OptionSpec[];
  /** Whether the configuration's flags are its flags. */
  readonly takesConfig: boolean;
  /** What the first Ctrl-C means here, where it means something else than elsewhere. */
  readonly ending?: string;
  /** Loads the code and runs it; resolves to the exit code. */
  run(call: Call): Promise<number>;
}
