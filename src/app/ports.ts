import type { Clock, EngineEvent, StateStore } from '../engine/ports.ts';
import type { PlannedStep } from '../engine/plan.ts';
import type { CheckResult } from '../preflight/check.ts';
import type { Operator, World } from '../world.ts';

export type { CheckResult };

/** Everything that a use case reports while it works. Facts only: words belong to the presenters. */
export type AppEvent =
  | EngineEvent
  | { readonly type: 'check.done'; readonly check: CheckResult }
  /** Azure asked us to slow down, or did not answer: we try again after this. */
  | { readonly type: 'call.retrying'; readonly because: string; readonly waitMs: number };

/** What a use case needs for one deployment. `cli/compose.ts` builds it; tests build their own. */
export interface Session {
  readonly world: World;
  readonly state: StateStore;
  readonly clock: Clock;
  readonly runId: string;
  readonly adopt: boolean;
  readonly emit: (event: AppEvent) => void;
  readonly signal?: AbortSignal | undefined;
}

/** One line of the monthly bill, in US dollars, for a month of 730 hours. `busy`: with every node at work. */
export interface CostLine {
  readonly what: string;
  readonly idle: number;
  readonly busy: number;
}

/** What `plan` shows and `up` asks consent for. */
export interface Preview {
  readonly checks: readonly CheckResult[];
  readonly steps: readonly PlannedStep[];
  /** Seconds on a common day, along the longest chain. */
  readonly typicalSeconds: number;
  readonly cost: readonly CostLine[];
}

/** How a run of `up`, `down` or a rollback ended, step by step. */
export interface Outcome {
  readonly done: readonly StepName[];
  readonly failed: readonly (StepName & { readonly error: unknown })[];
  readonly skipped: readonly StepName[];
}
export interface StepName {
  readonly id: string;
  readonly title: string;
}

/** What `status` says: every step as it is in the cloud now. */
export interface StatusReport {
  readonly deployment: string;
  readonly steps: readonly PlannedStep[];
  /** Everything is there, ready and as wanted. */
  readonly inStep: boolean;
}

/** What `down` would do, for the person to confirm. */
export interface DownPreview {
  /** Goes for good; `holds`: what people lose with it, `takes`: what they have made there, by name. */
  readonly removes: readonly (StepName & {
    readonly holds: string | undefined;
    readonly takes: readonly string[];
  })[];
  /** Adopted or lasting: stays. */
  readonly releases: readonly StepName[];
  /** Ids of resources in our group that are not ours: they stay, and the group with them. */
  readonly foreign: readonly string[];
}

/** Proof at the end of `down`: what was looked for once more, and what of it still exists. */
export interface Receipt {
  readonly lookedFor: number;
  readonly leftovers: readonly string[];
}

/** The signed-in person and what they may choose from, for the wizard. */
export interface Account {
  readonly operator: Operator;
  subscriptions(): Promise<readonly { readonly id: string; readonly name: string; readonly state: string }[]>;
  locations(
    subscription: string,
  ): Promise<readonly { readonly name: string; readonly displayName: string }[]>;
}
