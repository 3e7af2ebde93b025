import type {
  Account,
  AppEvent,
  CheckResult,
  DownPreview,
  Outcome,
  Preview,
  Receipt,
  Session,
  StatusReport,
} from '../app/ports.ts';
import type { Config } from '../config/schema.ts';
import type { Clock } from '../engine/ports.ts';
import type { Files } from '../state/files.ts';
import type { Prompts } from './ask/prompts.ts';

/** A stream that may be a terminal. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
export type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean };

/** Everything real that the program may touch. `entry.ts` has the real ones, tests bring their own. */
export interface Surroundings {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  readonly cwd: string;
  /** Folder for what need not last. */
  readonly temporary: string;
  /** `linux x64, Node v24.1.0`: for bug reports. */
  readonly platform: string;
  /** Process id and machine, for the one who finds a deployment locked. */
  readonly pid: number;
  readonly host: string;
  readonly files: Files;
  readonly clock: Clock;
  readonly random: (bytes: number) => Uint8Array;
  /** Calls the handler on every Ctrl-C (or SIGTERM) until the returned function is called. */
  readonly onInterrupt: (handler: () => void) => () => void;
  /** Leaves at once: the second Ctrl-C. */
  readonly exit: (code: number) => never;
}

/** The surroundings with what is built on them. */
export interface Io extends Surroundings {
  readonly compose: Compose;
  readonly useCases: UseCases;
  /** How questions are asked; left out: inquirer on stdin and stderr. */
  readonly prompts?: Prompts;
}

/** The ways to sign in that `--auth` takes. */
export const authMethods = ['cli', 'environment', 'managed-identity', 'device-code'] as const;
/** How to sign in; left out: as whoever is signed in to the Azure CLI. */
export type AuthMethod = (typeof authMethods)[number];

export interface SignIn {
  readonly io: Surroundings;
  /** Rehearse against the built-in cloud. */
  readonly simulate: boolean;
  readonly auth?: AuthMethod | undefined;
  readonly tenant?: string | undefined;
  /** Says something to the person while signing in: the code to type for `device-code`. */
  readonly tell: (message: string) => void;
  readonly signal?: AbortSignal | undefined;
  /** Takes a line for every call to the cloud: there when the person said --verbose. */
  readonly log?: (line: string) => void;
}

/** The commands that work on a deployment. */
export const sessionCommands = ['up', 'plan', 'status', 'config', 'down'] as const;
export type SessionCommand = (typeof sessionCommands)[number];

export interface SessionOptions extends SignIn {
  readonly config: Config;
  /** `up` and `down` write: they take the deployment's lock, the others only look. */
  readonly command: SessionCommand;
  readonly adopt: boolean;
  readonly emit: (event: AppEvent) => void;
}

/** A session with what holds it: it has to be closed, however the work ends. */
export interface OpenSession extends Session {
  /** Writes the configuration into the state file: called after consent, before the first change. */
  remember(): void;
  /** Removes the state file: called when `down` has left nothing behind. */
  forget(): void;
  close(): void;
}

/**
 * Builds what a command works with. `compose.ts` is the only one that knows the live gateways and the simulator.
 *
 * It has no surroundings of its own: `demo` runs commands in a home directory of its making.
 */
export interface Compose {
  account(options: SignIn): Promise<Account>;
  session(options: SessionOptions): Promise<OpenSession>;
}

/** The use cases of `src/app`, loaded when they are first called. */
export interface UseCases {
  preview(session: Session): Promise<Preview>;
  apply(session: Session): Promise<Outcome>;
  /** Does once what flows will do; undefined when this run gave nobody anything new to do it with. */
  verify(session: Session): Promise<CheckResult | undefined>;
  undo(session: Session): Promise<Outcome>;
  status(session: Session): Promise<StatusReport>;
  previewDown(session: Session): Promise<DownPreview>;
  takeAway(session: Session): Promise<{ readonly outcome: Outcome; readonly receipt: Receipt }>;
  profile(session: Session): Promise<Readonly<Record<string, string | boolean>>>;
  permissions(subscription?: string): Promise<PermissionTexts>;
}

/** The custom role in the forms that its readers want, and what is needed outside of Azure's roles. */
export interface PermissionTexts {
  /** What the portal imports. */
  readonly portal: object;
  /** What `az role definition create` takes. */
  readonly az: object;
  /** Sentences about rights in Entra ID. */
  readonly entra: readonly string[];
}
