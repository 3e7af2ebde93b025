import { exitCodes } from '../../problems/exit-codes.ts';
import type { Call } from '../command.ts';

/** Prints the role that an administrator can make. */
export async function permissions({ io, options, screen }: Call): Promise<number> {
  const texts = await io.useCases.permissions(options.subscription);
  const { form } = options;
  const pretty = (value: object): string => JSON.stringify(value, undefined, 2);
  if (form !== undefined) {
    screen.result(texts[form], form === 'entra' ? texts.entra : [pretty(texts[form])]);
    return exitCodes.ok;
  }
  const { bold } = screen.out;
  screen.result(texts, [
    bold(
      'For the Azure CLI (az role definition create --role-definition @role.json; --form az prints this alone)',
    ),
    pretty(texts.az),
    '',
    bold('For the portal: Access control, Add custom role, Start from JSON (--form portal)'),
    pretty(texts.portal),
    '',
    bold('In Entra ID'),
    ...texts.entra.map((line) => `  ${screen.out.signs.dot} ${line}`),
  ]);
  return exitCodes.ok;
}
