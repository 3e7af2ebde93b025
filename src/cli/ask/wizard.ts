import type { Account } from '../../app/ports.ts';
import { configKeys } from '../../config/fields.ts';
import { configFields, type ConfigKey } from '../../config/schema.ts';
import { faultIn, gather, missingFrom, type Given } from '../../config/sources.ts';
import { Problem } from '../../problems/problem.ts';
import type { Call } from '../command.ts';
import { wrap } from '../present/paint.ts';
import type { Known } from '../deployment.ts';
import { signInOf } from '../sign-in.ts';
import { promptsFor } from './inquirer.ts';
import type { Prompts } from './prompts.ts';
import { askField, askLocation, askSubscription } from './questions.ts';

/** Region of a rehearsal that nobody chose one for. */
const REHEARSAL_LOCATION = 'eastus2';

/** What `up` needs to know and nobody has said: asked of a person, or taken as it is for a rehearsal. */
export async function askForUp(call: Call, known: Known): Promise<Given> {
  if (!call.interactive || call.options.yes === true) return rehearsalAnswers(call, known);
  return wizard(call, known);
}

/**
 * For commands that work on what is there: nobody is asked.
 *
 * @throws Problem where nothing is remembered of it and the command line does not say where to look.
 */
export async function askNothing({ command, options }: Call, { sources, names }: Known): Promise<Given> {
  const found = gather(sources);
  if (sources.remembered !== undefined || missingFrom(found).length === 0) return {};
  const name = found.get('name')?.value;
  if (typeof name === 'string' && faultIn('name', name) !== undefined) return {};
  const which = typeof name === 'string' ? `No deployment "${name}"` : 'No deployment';
  const base = `metaflow-azure ${command}${options.simulate === true ? ' --simulate' : ''}`;
  throw new Problem('config.missing', `${which} is remembered on this machine`, {
    about: ['name'],
    advice: [
      ...names.map((other) => `${base} --name ${other}`),
      `${base} --name <name> --subscription <id> --location <region>    looks for one that was made elsewhere`,
    ],
  });
}

/** For `plan`: it asks nothing, but a rehearsal needs no account to choose from. */
export async function rehearsalAnswers(call: Call, { sources }: Known): Promise<Given> {
  if (call.options.simulate !== true) return {};
  const missing = missingFrom(gather(sources));
  if (missing.length === 0) return {};
  const account = await call.io.compose.account(signInOf(call));
  const [first] = missing.includes('subscription') ? await account.subscriptions() : [];
  return {
    ...(first === undefined ? {} : { subscription: first.id }),
    ...(missing.includes('location') ? { location: REHEARSAL_LOCATION } : {}),
  };
}

async function wizard(call: Call, { sources }: Known): Promise<Given> {
  const { options, screen } = call;
  const found = gather(sources);
  const open = (key: ConfigKey): boolean => !found.has(key);
  const always = configKeys.filter((key) => configFields[key].asked === 'always' && open(key));
  if (always.length === 0 && options.advanced !== true) return {};

  const prompts = await promptsFor(call);
  const answers: Partial<Record<ConfigKey, unknown>> = {};
  if (always.includes('subscription') || always.includes('location')) {
    const account = await call.io.compose.account(signInOf(call));
    introduce(call, account);
    await askPlace(account, always, {
      prompts,
      answers,
      found,
      note: (line) => screen.note(...wrap(line, screen.err.width)),
    });
  }
  for (const key of always) {
    if (!(key in answers)) answers[key] = await askField(key, prompts);
  }

  const more = configKeys.filter((key) => configFields[key].asked === 'on-request' && open(key));
  const wantsMore =
    options.advanced === true ||
    (await prompts.yesNo({
      key: 'more',
      message: 'Change anything else (Argo, sizes, network, tags)?',
      initial: false,
    }));
  for (const key of wantsMore ? more : []) answers[key] = await askField(key, prompts);
  return answers;
}

function introduce({ screen }: Call, { operator }: Account): void {
  const says = `Signed in as ${screen.err.bold(operator.name)} (tenant ${operator.tenantId})`;
  screen.note(...wrap(says, screen.err.width));
}

async function askPlace(
  account: Account,
  open: readonly ConfigKey[],
  to: {
    readonly prompts: Prompts;
    readonly answers: Partial<Record<ConfigKey, unknown>>;
    readonly found: ReturnType<typeof gather>;
    readonly note: (line: string) => void;
  },
): Promise<void> {
  const { prompts, answers, found, note } = to;
  if (open.includes('subscription')) answers.subscription = await askSubscription(account, prompts, note);
  // The name comes first in a person's mind, so the region waits for it.
  if (open.includes('name')) answers.name = await askField('name', prompts);
  const subscription = answers.subscription ?? found.get('subscription')?.value;
  if (open.includes('location') && typeof subscription === 'string') {
    answers.location = await askLocation(account, subscription, prompts);
  }
}
