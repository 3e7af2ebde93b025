import type { Outcome } from '../../app/ports.ts';
import type { Config } from '../../config/schema.ts';
import { pad, type Paint } from './paint.ts';

/** What `up` says when everything stands, and what one may want next: command and what it does. */
export function upText(
  { name, location }: Config,
  { done }: Outcome,
  next: readonly (readonly [command: string, does: string])[],
  paint: Paint,
): string[] {
  const { green, bold, signs } = paint;
  const longest = Math.max(...next.map(([command]) => command.length));
  return [
    '',
    `${green(signs.ok)} ${bold('Metaflow is up')}: "${name}" in ${location}, ${done.length} steps.`,
    '',
    'Next',
    ...next.flatMap(([command, does]) => {
      const line = `  ${pad(command, longest)}    ${does}`;
      return line.length <= paint.width ? [line] : [`  ${command}`, `      ${does}`];
    }),
  ];
}
