import type { Config } from '../../config/schema.ts';
import { pad, type Paint } from './paint.ts';

/** How many steps stand, and how many are gone because they were no longer wanted. */
export interface UpCounts {
  readonly up: number;
  readonly removed: number;
}

/** What `up` says when everything stands, and what one may want next: command and what it does. */
export function upText(
  { name, location }: Config,
  { up, removed }: UpCounts,
  next: readonly (readonly [command: string, does: string])[],
  paint: Paint,
): string[] {
  const { green, bold, signs } = paint;
  const longest = Math.max(...next.map(([command]) => command.length));
  return [
    '',
    `${green(signs.ok)} ${bold('Metaflow is up')}: "${name}" in ${location}, ${up} steps${removed > 0 ? `; ${removed} removed` : ''}.`,
    '',
    'Next',
    ...next.flatMap(([command, does]) => {
      const line = `  ${pad(command, longest)}    ${does}`;
      return line.length <= paint.width ? [line] : [`  ${command}`, `      ${does}`];
    }),
  ];
}
