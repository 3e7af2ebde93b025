import type { KubeObject } from '../world.ts';
import type { Cell } from './texts.ts';

/** How the objects of a kind are shown. */
export interface Row {
  /** Names of the columns; `#` before one of whole numbers, `?` before one of yes and no, `@` before a date, `+` before one for the curious. */
  readonly columns: string;
  /** The cells after the name. */
  readonly cells: (object: KubeObject, age: string, now: number) => Cell[];
}

/** Rows by kind. */
export type Rows = Readonly<Record<string, Row>>;
