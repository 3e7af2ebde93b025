import { exitCodes } from '../../problems/exit-codes.ts';
import { rehearsalAnswers } from '../ask/wizard.ts';
import type { Call } from '../command.ts';
import { findDeployment } from '../deployment.ts';
import { changesNothing, previewText } from '../present/preview-text.ts';
import { withoutSecrets } from '../present/value.ts';
import { withSession } from '../work.ts';

/** Shows what `up` would do. */
export async function plan(call: Call): Promise<number> {
  const target = await findDeployment(call, rehearsalAnswers);
  const { screen, options, io } = call;
  return withSession(call, target, 'plan', async (session) => {
    const preview = await io.useCases.preview(session);
    const changes = !changesNothing(preview.steps);
    screen.result(
      withoutSecrets({ deployment: target.config.name, changes, ...preview }),
      previewText(preview, screen.out),
    );
    const failed = preview.checks.some(({ verdict }) => verdict === 'failed');
    if (failed)
      screen.note('', 'Checks have failed: `metaflow-azure up` would stop before the first change.');
    return changes && options.exitCode === true ? exitCodes.different : exitCodes.ok;
  });
}
