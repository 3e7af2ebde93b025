import type { StatusReport } from '../../app/ports.ts';
import { exitCodes } from '../../problems/exit-codes.ts';
import { Problem } from '../../problems/problem.ts';
import { askNothing } from '../ask/wizard.ts';
import type { Call } from '../command.ts';
import { findDeployment } from '../deployment.ts';
import type { OpenSession } from '../ports.ts';
import { statusText } from '../present/status-text.ts';
import { withoutSecrets } from '../present/value.ts';
import { commandLine, withSession } from '../work.ts';

/** Shows every step as it is in the cloud. */
export async function status(call: Call): Promise<number> {
  const seconds = secondsOf(call.options.interval);
  const target = await findDeployment(call, askNothing);
  return withSession(call, target, 'status', async (session) => {
    if (call.options.watch === true) return watch(call, session, seconds);
    const report = await call.io.useCases.status(session);
    const mend = commandLine(call, 'up', report.deployment);
    call.screen.result(withoutSecrets(report), statusText(report, mend, call.screen.out));
    return codeOf(report);
  });
}

/** Looks until Ctrl-C, and shows what has changed since the last look. */
async function watch(call: Call, session: OpenSession, seconds: number): Promise<number> {
  const { io, screen, signal } = call;
  let shown = '';
  for (;;) {
    const report = await io.useCases.status(session);
    const text = screen.json
      ? JSON.stringify(withoutSecrets(report))
      : statusText(report, commandLine(call, 'up', report.deployment), screen.out).join('\n');
    if (text !== shown) {
      const at = new Date(io.clock.now()).toISOString().slice(11, 19);
      io.stdout.write(screen.json ? `${text}\n` : `${at} UTC\n${text}\n\n`);
    }
    shown = text;
    await io.clock.sleep(seconds * 1000, signal);
    if (signal.aborted) return codeOf(report);
  }
}

const codeOf = ({ inStep }: StatusReport): number => (inStep ? exitCodes.ok : exitCodes.different);

function secondsOf(text: string | undefined): number {
  const seconds = Number(text);
  if (seconds >= 1 && seconds <= 3600) return seconds;
  throw new Problem(
    'config.invalid',
    `--interval is "${text}": it has to be a number of seconds from 1 to 3600`,
  );
}
