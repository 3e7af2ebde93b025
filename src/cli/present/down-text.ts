import type { DownPreview, Receipt } from '../../app/ports.ts';
import { fit, wrap, type Paint } from './paint.ts';
import { takesLines } from './takes-text.ts';

/** What `down` is about to do: what dies, what stays. */
export function downText({ removes, releases, foreign }: DownPreview, paint: Paint): string[] {
  const { bold, red, dim, yellow, signs } = paint;
  const line = (sign: string, text: string): string => `  ${sign} ${fit(text, paint.width - 4, signs)}`;
  const isLoss = removes.some(({ holds }) => holds !== undefined);
  return [
    bold('Goes for good'),
    ...removes.flatMap(({ title, holds, takes }) => {
      const head = line(red(signs.remove), title);
      const room = paint.width - title.length - 6;
      return [
        holds === undefined || room < 8 ? head : `${head}  ${red(fit(`with ${holds}`, room, signs))}`,
        ...takesLines(takes).map((name) => `      ${red(signs.remove)} ${fit(name, paint.width - 8, signs)}`),
      ];
    }),
    ...(removes.length === 0 ? [dim('  nothing')] : []),
    ...(releases.length > 0
      ? [
          '',
          bold('Stays: it was there before, or is not ours to remove'),
          ...releases.map(({ title }) => line(signs.keep, title)),
        ]
      : []),
    ...(foreign.length > 0
      ? [
          '',
          bold('Stays, and the resource group with it: somebody else put it there'),
          ...foreign.map((id) => line(yellow(signs.warn), id)),
        ]
      : []),
    ...(isLoss
      ? [
          '',
          ...wrap(
            'What flows have stored, and the record of their runs, cannot be brought back.',
            paint.width,
          ),
        ]
      : []),
  ];
}

/** Proof of what is gone. */
export function receiptText(deployment: string, { lookedFor, leftovers }: Receipt, paint: Paint): string[] {
  const { green, bold, yellow, signs } = paint;
  if (leftovers.length === 0) {
    return [
      '',
      `${green(signs.ok)} ${bold(`"${deployment}" is gone`)}: looked for ${lookedFor} things once more, found none.`,
    ];
  }
  return [
    '',
    `${yellow(signs.warn)} ${bold(`"${deployment}" is not wholly gone`)}: of ${lookedFor} things ${leftovers.length} still exist.`,
    ...leftovers.map((id) => `  ${signs.dot} ${id}`),
  ];
}
