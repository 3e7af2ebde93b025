import { subscriptionId } from '../../src/simulator/catalogue.ts';
import type { Estate } from './estate.ts';
import type { Choices } from './random.ts';

/** An answer as those who asked see it; status 0: the connection ended. */
export interface Heard {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

/** One request of the mixed life. */
export interface Act {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** What is remembered of the answer. */
  readonly heard?: (answer: Heard) => void;
}

/** What the requests of a life are made from. */
export interface Scene {
  readonly choices: Choices;
  readonly estate: Estate;
  /** What answers have told, by what it is: ids of applications, addresses of operations. */
  readonly told: Record<string, string[]>;
}

export type Maker = (scene: Scene) => Act;

export const subscription = `/subscriptions/${subscriptionId}`;
export const location = 'eastus2';

/** So many things of a kind are remembered. */
const MEMORY = 50;

/** Remembers something for later requests. */
export function keep({ told }: Scene, what: string, value: unknown): void {
  if (typeof value !== 'string' || value === '') return;
  const known = (told[what] ??= []);
  known.push(value);
  if (known.length > MEMORY) known.shift();
}

/** Something that an answer has told of; `none` while nothing has. */
export function recall({ choices, told }: Scene, what: string): string {
  const known = told[what] ?? [];
  return known[choices.number(known.length)] ?? 'none';
}

/** One maker, chosen by chance whenever it is asked. */
export const anyOf =
  (...makers: readonly [Maker, ...Maker[]]): Maker =>
  (scene) =>
    scene.choices.one(makers)(scene);

/** The body of an answer, where it is JSON. */
export function jsonOf({ text }: Heard): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
