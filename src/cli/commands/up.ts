import type { Outcome, Preview } from '../../app/ports.ts';
import { exitCodes } from '../../problems/exit-codes.ts';
import { Problem } from '../../problems/problem.ts';
import { promptsFor } from '../ask/inquirer.ts';
import { askForUp } from '../ask/wizard.ts';
import type { Call } from '../command.ts';
import { findDeployment, type Target } from '../deployment.ts';
import type { OpenSession } from '../ports.ts';
import { changesNothing, previewText, refuseFailedChecks } from '../present/preview-text.ts';
import { upText } from '../present/up-text.ts';
import { commandLine, exitCodeFor, outcomeJson, tellFailures, withSession } from '../work.ts';

/** Builds, resumes, repairs or changes a deployment. */
export async function up(call: Call): Promise<number> {
  const target = await findDeployment(call, askForUp);
  return withSession(call, target, 'up', async (session) => {
    const preview = await call.io.useCases.preview(session);
    await consent(call, target, preview);
    session.remember();
    const outcome = await call.io.useCases.apply(session);
    if (outcome.failed.length + outcome.skipped.length > 0) return fail(call, target, session, outcome);
    const proof = await call.io.useCases.verify(session);
    if (proof !== undefined) session.emit({ type: 'check.done', check: proof });
    return succeed(call, target, outcome, preview);
  });
}

/** Shows what would happen and gets a yes for it. Nothing to do needs no yes. */
async function consent(call: Call, target: Target, preview: Preview): Promise<void> {
  const { screen, options, interactive, signal } = call;
  screen.hush();
  refuseFailedChecks(preview.checks);
  if (signal.aborted) throw new Problem('cancelled.interrupted', 'Stopped before anything was changed.');
  if (changesNothing(preview.steps)) {
    screen.note('Everything is as it should be. Looking once more at each step:');
    return;
  }
  const lines = ['', ...previewText(preview, screen.err), ''];
  if (options.yes === true) return screen.note(...lines);
  if (!interactive) {
    screen.note(...lines);
    throw new Problem('config.no-consent', 'Nobody is here to agree to this', {
      advice: [commandLine(call, 'up', target.config.name, '--yes')],
    });
  }
  screen.say(...lines);
  const prompts = await promptsFor(call);
  if (!(await prompts.yesNo({ key: 'proceed', message: 'Go ahead?', initial: false }))) {
    throw new Problem('cancelled.declined', 'Nothing was changed.');
  }
}

function succeed(call: Call, { config }: Target, outcome: Outcome, { steps }: Preview): number {
  const { screen, options } = call;
  const done = new Set(outcome.done.map(({ id }) => id));
  // What was only let go is in neither number: it was somebody else's.
  const ended = steps.filter(({ id }) => done.has(id));
  const removed = ended.filter(({ does }) => does === 'remove').length;
  const counts = { up: ended.length - removed, removed };
  const next: readonly (readonly [command: string, does: string])[] = [
    // A rehearsal has nothing to point Metaflow at.
    options.simulate === true
      ? [commandLine(call, 'config', config.name), 'shows what Metaflow would be told']
      : [commandLine(call, 'config', config.name, '--write'), 'points Metaflow at it'],
    [commandLine(call, 'status', config.name), 'looks at every step'],
    [commandLine(call, 'down', config.name), 'removes it again'],
  ];
  screen.result(
    { deployment: config.name, ...outcomeJson(outcome), next: next.map(([line]) => line) },
    upText(config, counts, next, screen.out),
  );
  return exitCodes.ok;
}

async function fail(call: Call, target: Target, session: OpenSession, outcome: Outcome): Promise<number> {
  const { screen, io, options, signal } = call;
  const { config, paths } = target;
  const resume = commandLine(call, 'up', config.name);
  const rollBack = options.rollback === true && !signal.aborted;
  if (!screen.json) tellFailures(call, outcome, rollBack ? undefined : resume, paths.events);
  if (!rollBack) {
    screen.result({ ...outcomeJson(outcome), deployment: config.name }, []);
    return exitCodeFor(outcome);
  }
  screen.note('', 'Removing what this run created:');
  const undone = await io.useCases.undo(session);
  const { outcome: rolledBack } = outcomeJson(undone);
  // Nothing left to go on from: the next `up` begins afresh, with other settings if need be.
  if (undone.failed.length + undone.skipped.length + session.state.ids().length === 0) session.forget();
  if (!screen.json && undone.failed.length > 0) tellFailures(call, undone, resume, paths.events);
  screen.result({ ...outcomeJson(outcome), deployment: config.name, rolledBack }, []);
  return exitCodeFor(outcome);
}
