/** One step of a state file's form: from schema `from` to `from + 1`. Pure, and never edited once shipped. */
export interface Migration {
  readonly from: number;
  readonly why: string;
  migrate(old: Readonly<Record<string, unknown>>): Record<string, unknown>;
}

/** Every step there ever was, in order. The first form that was ever shipped is schema 1. */
export const migrations: readonly Migration[] = [];
