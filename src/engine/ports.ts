import type { Change } from './resource.ts';

/** What we remember of one resource. `making` and `removing` are on disk before the cloud is touched. */
export interface Entry {
  readonly phase: 'making' | 'ready' | 'removing';
  /** Who made it: we only ever remove what we created. */
  readonly origin: 'created' | 'adopted';
  /** The run that created it, for `--rollback`. */
  readonly run: string;
  readonly outputs?: unknown;
}

/** The deployment's memory. A change is durable when `put` or `forget` returns. */
export interface StateStore {
  entry(id: string): Entry | undefined;
  ids(): readonly string[];
  put(id: string, entry: Entry): void;
  forget(id: string): void;
}

/** Time, in milliseconds. `sleep` resolves early when the signal aborts; it never rejects. */
export interface Clock {
  now(): number;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Everything that the outside may learn. Facts only: words and colours belong to the presenters. */
export type EngineEvent =
  | { readonly type: 'step.started'; readonly id: string; readonly title: string }
  | { readonly type: 'step.kept'; readonly id: string; readonly title: string }
  | {
      readonly type: 'step.changing';
      readonly id: string;
      readonly title: string;
      readonly changes: readonly Change[];
    }
  | {
      readonly type: 'step.waiting';
      readonly id: string;
      readonly title: string;
      readonly because: string;
      readonly elapsedMs: number;
    }
  | { readonly type: 'step.removing'; readonly id: string; readonly title: string }
  | { readonly type: 'step.released'; readonly id: string; readonly title: string }
  | { readonly type: 'step.done'; readonly id: string; readonly title: string; readonly elapsedMs: number }
  | { readonly type: 'step.failed'; readonly id: string; readonly title: string; readonly error: unknown };

export interface Run<World> {
  readonly id: string;
  readonly world: World;
  readonly state: StateStore;
  readonly clock: Clock;
  readonly emit: (event: EngineEvent) => void;
  /** Take things that exist and are not ours into the deployment, as they are. */
  readonly adopt: boolean;
  /** What goes on with a removal. Left out: `down`, to which nobody is sent who wants to keep the rest. */
  readonly resumes?: 'metaflow-azure up';
  readonly signal?: AbortSignal | undefined;
}
