import { exitCodes } from '../../problems/exit-codes.ts';
import { SCHEMA } from '../../state/format.ts';
import type { Call } from '../command.ts';
import { programName, version as versionOf } from '../version.ts';

/** Prints what a bug report should say. */
export function version({ io, screen }: Call): Promise<number> {
  const text = versionOf();
  screen.result({ version: text, platform: io.platform, stateSchema: SCHEMA }, [
    `${programName} ${text} (${io.platform}, state schema ${SCHEMA})`,
  ]);
  return Promise.resolve(exitCodes.ok);
}
