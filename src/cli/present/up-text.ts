import type { Outcome } from '../../app/ports.ts';
import type { Config } from '../../config/schema.ts';
import type { Paint } from './paint.ts';

/** What `up` says when everything stands. */
export function upText({ name, location }: Config, { done }: Outcome, paint: Paint): string[] {
  const { green, bold, signs } = paint;
  return [
    '',
    `${green(signs.ok)} ${bold(`Metaflow is up`)}: "${name}" in ${location}, ${done.length} steps.`,
    '',
    'Next',
    `  metaflow-azure config --name ${name} --write    points Metaflow at it`,
    `  metaflow-azure status --name ${name}            looks at every step`,
    `  metaflow-azure down --name ${name}              removes it again`,
  ];
}
