import { namesFor } from '../../config/names.ts';
import {
  compareProfile,
  profilePath,
  profileText,
  writeProfile,
  type ProfileComparison,
} from '../../local/metaflow-profile.ts';
import { exitCodes } from '../../problems/exit-codes.ts';
import { Problem } from '../../problems/problem.ts';
import { promptsFor } from '../ask/inquirer.ts';
import { askNothing } from '../ask/wizard.ts';
import type { Call } from '../command.ts';
import { findDeployment } from '../deployment.ts';
import { doorsText, profileChangesText } from '../present/profile-text.ts';
import { withSession } from '../work.ts';

/** Prints the Metaflow profile of a deployment, or writes it to where Metaflow looks. */
export async function config(call: Call): Promise<number> {
  const { io, options, screen } = call;
  const target = await findDeployment(call, askNothing);
  const profile = await withSession(call, target, 'config', (session) => io.useCases.profile(session));
  if (options.write !== true && options.path === undefined) {
    screen.result(JSON.parse(profileText(profile)), [profileText(profile)]);
    screen.note('', ...doorsText(namesFor(target.config), target.config));
    return exitCodes.ok;
  }
  refuseRehearsal(call);
  const comparison = compareProfile(io.files, profilePath({ ...io, ...options }), profile);
  await consent(call, comparison);
  const unchanged = comparison.changes.length === 0;
  const backup = unchanged ? undefined : writeProfile(io.files, comparison, io.clock.now());
  screen.result(
    { path: comparison.path, changed: comparison.changes.map(({ key }) => key), backup: backup ?? null },
    [
      unchanged ? `${comparison.path} is as it should be.` : `Written: ${comparison.path}`,
      ...(backup === undefined ? [] : [`What was there before: ${backup}`]),
    ],
  );
  screen.note('', ...doorsText(namesFor(target.config), target.config));
  return exitCodes.ok;
}

/** A rehearsal must not point the person's Metaflow at a cloud that does not exist. */
function refuseRehearsal({ options }: Call): void {
  if (options.simulate !== true || options.profile !== undefined || options.path !== undefined) return;
  throw new Problem(
    'config.invalid',
    'A rehearsal does not write the profile that Metaflow uses by default',
    {
      advice: ['metaflow-azure config --simulate --write --profile rehearsal'],
    },
  );
}

/** Shows what would change. Only what is already there needs a yes. */
async function consent(call: Call, comparison: ProfileComparison): Promise<void> {
  const { screen, options, interactive } = call;
  const replaces = comparison.existing !== undefined && comparison.changes.length > 0;
  if (comparison.changes.length === 0) return;
  const lines = profileChangesText(comparison, screen.err);
  if (!replaces || options.yes === true) return screen.note(...lines);
  screen.say(...lines);
  if (!interactive) {
    throw new Problem(
      'config.no-consent',
      `${comparison.path} exists, and nobody is here to agree to changing it`,
      {
        advice: [
          'Add --yes; what is there is kept beside it.',
          'Or choose another file: --profile <name>, or --path <file.json>',
        ],
      },
    );
  }
  const prompts = await promptsFor(call);
  if (!(await prompts.yesNo({ key: 'overwrite', message: 'Change the file?', initial: false }))) {
    throw new Problem('cancelled.declined', 'Nothing was written.');
  }
}
