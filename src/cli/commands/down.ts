import type { DownPreview, Outcome, Receipt } from '../../app/ports.ts';
import { exitCodes } from '../../problems/exit-codes.ts';
import { Problem } from '../../problems/problem.ts';
import { promptsFor } from '../ask/inquirer.ts';
import { askNothing } from '../ask/wizard.ts';
import type { Call } from '../command.ts';
import { findDeployment, type Target } from '../deployment.ts';
import { downText, receiptText } from '../present/down-text.ts';
import { problemJson } from '../present/problem-text.ts';
import { commandLine, exitCodeFor, outcomeJson, tellFailures, withSession } from '../work.ts';

/** Removes a deployment after its name was typed, and proves it. */
export async function down(call: Call): Promise<number> {
  const target = await findDeployment(call, askNothing);
  const { confirm } = call.options;
  if (confirm !== undefined && confirm !== target.config.name) {
    throw new Problem(
      'config.invalid',
      `--confirm says "${confirm}", and the deployment is "${target.config.name}"`,
    );
  }
  return withSession(call, target, 'down', async (session) => {
    await consent(call, target, await call.io.useCases.previewDown(session));
    const { outcome, receipt } = await call.io.useCases.takeAway(session);
    const finished = outcome.failed.length + outcome.skipped.length === 0;
    if (finished && receipt.leftovers.length === 0) session.forget();
    return finished ? succeed(call, target, outcome, receipt) : fail(call, target, outcome);
  });
}

async function consent(call: Call, { config }: Target, preview: DownPreview): Promise<void> {
  const { screen, options, interactive, signal } = call;
  const lines = ['', ...downText(preview, screen.err), ''];
  screen.hush();
  if (options.confirm !== undefined || preview.removes.length === 0) return screen.note(...lines);
  if (!interactive) {
    screen.note(...lines);
    throw new Problem(
      'config.no-consent',
      'What is removed cannot be brought back, and --yes is not enough for it',
      {
        advice: [commandLine(call, 'down', config.name, '--confirm', config.name)],
      },
    );
  }
  screen.say(...lines);
  const prompts = await promptsFor(call);
  const typed = await prompts.text({
    key: 'confirm',
    message: `Type ${config.name} to remove it, or nothing to leave it:`,
    check: (text) => (['', config.name].includes(text.trim()) ? undefined : `That is not ${config.name}`),
  });
  if (typed.trim() !== config.name || signal.aborted) {
    throw new Problem('cancelled.declined', 'Nothing was removed.');
  }
}

function succeed(call: Call, { config }: Target, outcome: Outcome, receipt: Receipt): number {
  const { screen } = call;
  const { name } = config;
  const left = receipt.leftovers.length;
  const problem = new Problem('leftovers.found', `${left} of what was removed can still be found`, {
    about: receipt.leftovers,
    advice: [commandLine(call, 'down', name)],
  });
  const json = outcomeJson(outcome);
  const error = problemJson(problem);
  screen.result(
    { ...(left > 0 ? { error } : {}), deployment: name, ...json, receipt },
    receiptText(name, receipt, screen.out),
  );
  return left > 0 ? exitCodes.leftovers : exitCodes.ok;
}

function fail(call: Call, { config, paths }: Target, outcome: Outcome): number {
  const { screen } = call;
  const resume = commandLine(call, 'down', config.name);
  if (!screen.json) tellFailures(call, outcome, resume, paths.events);
  screen.result({ ...outcomeJson(outcome), deployment: config.name }, []);
  return exitCodeFor(outcome);
}
