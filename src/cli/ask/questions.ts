import type { Account } from '../../app/ports.ts';
import { choicesOf, defaultOf, isSwitch } from '../../config/fields.ts';
import { configFields, configSchema, type ConfigKey } from '../../config/schema.ts';
import { faultIn } from '../../config/sources.ts';
import { Problem } from '../../problems/problem.ts';
import type { Choice, Prompts } from './prompts.ts';

/** Regions with every service and VM size that a deployment uses, and room in them on most days. */
const recommended: readonly string[] = [
  'eastus2',
  'westus3',
  'centralus',
  'swedencentral',
  'westeurope',
  'northeurope',
  'uksouth',
  'australiaeast',
  'japaneast',
];

/** What the choices of a field mean, for the person who chooses. */
const explained: Readonly<Record<string, string>> = {
  'size small': 'one node for the services, the smallest database; about half the price, no redundancy',
  'size standard': 'two nodes for the services, so that an upgrade or a lost node stops nothing',
  'argo standard': 'flows run on a schedule (@schedule) and on events (@trigger), without your laptop',
  'argo quick-start':
    "the same, with the services of Argo's quick-start beside it (MinIO, PostgreSQL, httpbin), for trying Argo out",
  'argo none': 'flows run from laptops and CI only; can be added later',
  'identity service-principal':
    'an Entra application with a password, kept in Kubernetes Secrets; laptops and CI sign in with it too. ' +
    'You need the right to register applications',
  'identity workload':
    'managed identities, no password anywhere and no right in Entra needed; free. ' +
    'Outside of the cluster everybody signs in as themselves',
};

/** Asks for one field. The schema decides what is a legal answer; undefined means "as it is by default". */
export async function askField(key: ConfigKey, prompts: Prompts): Promise<unknown> {
  const { question: message } = configFields[key];
  const choices = choicesOf(key);
  if (choices !== undefined) {
    return prompts.choose({
      key,
      message,
      choices: choices.map((value) => choiceOf(key, value)),
      initial: asText(defaultOf(key)),
    });
  }
  if (isSwitch(key)) return prompts.yesNo({ key, message, initial: defaultOf(key) === true });
  const answer = await prompts.text({
    key,
    message,
    initial: asText(defaultOf(key)),
    check: (text) => (text.trim() === '' ? emptyFault(key) : faultIn(key, text.trim())),
  });
  return answer.trim() === '' ? undefined : answer.trim();
}

/** Lets choose a subscription of the account; the only one is taken without a question. */
export async function askSubscription(
  account: Account,
  prompts: Prompts,
  note: (line: string) => void,
): Promise<string> {
  const all = await account.subscriptions();
  const usable = all.filter(({ state }) => ['Enabled', 'Warned', 'PastDue'].includes(state));
  const [first] = usable;
  if (first === undefined) throw noSubscription(account, all.length);
  if (usable.length === 1) {
    note(`Subscription: ${first.name} (${first.id}), the only one`);
    return first.id;
  }
  return prompts.choose({
    key: 'subscription',
    message: configFields.subscription.question,
    choices: usable.map(({ id, name }) => ({ value: id, name: `${name}  ${id}` })),
    filter: true,
  });
}

/** Lets choose a region, the recommended ones first. */
export async function askLocation(account: Account, subscription: string, prompts: Prompts): Promise<string> {
  const all = await account.locations(subscription);
  const rank = (name: string): number => {
    const at = recommended.indexOf(name);
    return at === -1 ? recommended.length : at;
  };
  const sorted = all.toSorted(
    (a, b) => rank(a.name) - rank(b.name) || a.displayName.localeCompare(b.displayName, 'en'),
  );
  return prompts.choose({
    key: 'location',
    message: `${configFields.location.question} (type to search)`,
    choices: sorted.map(({ name, displayName }) => ({ value: name, name: `${displayName}  ${name}` })),
    filter: true,
  });
}

const choiceOf = (key: ConfigKey, value: string): Choice => {
  const description = explained[`${key} ${value}`];
  return { value, name: value, ...(description === undefined ? {} : { description }) };
};

/** Leaving an answer empty takes the default, where there is one. */
const emptyFault = (key: ConfigKey): string | undefined =>
  configSchema.shape[key].safeParse(undefined).success ? undefined : 'must be said';

function asText(value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  return isTable(value) ? tableText(value) : JSON.stringify(value);
}

const isTable = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === 'object' && value !== null;

const tableText = (table: Readonly<Record<string, string>>): string | undefined =>
  Object.entries(table)
    .map(([name, of]) => `${name}=${of}`)
    .join(',') || undefined;

const noSubscription = ({ operator }: Account, total: number): Problem =>
  new Problem(
    'access.no-subscription',
    total === 0
      ? `${operator.name} can see no subscription in tenant ${operator.tenantId}`
      : `None of the ${total} subscriptions that ${operator.name} can see is enabled`,
    {
      advice: [
        'Another tenant: --tenant <id>, or az login --tenant <id>',
        'An administrator can grant access: metaflow-azure permissions    prints the role that is needed',
      ],
    },
  );
