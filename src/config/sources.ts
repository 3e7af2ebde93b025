import type { z } from 'zod';
import { Problem } from '../problems/problem.ts';
import type { RememberedConfig } from './schema.ts';
import {
  choicesOf,
  configKeys,
  flagOf,
  isRequired,
  isSwitch,
  isTable,
  schemaOf,
  variableOf,
} from './fields.ts';
import { configFields, configSchema, type Config, type ConfigKey } from './schema.ts';

/** Values by key, as they were given: text from flags and variables, anything from a file. */
export type Given = Readonly<Partial<Record<ConfigKey, unknown>>>;

/** Everything that may say something about the configuration, the strongest first. */
export interface ConfigSources {
  readonly flags?: Given;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly file?: Given | undefined;
  readonly remembered?: RememberedConfig | undefined;
  readonly answers?: Given;
}

/** Where a value came from. */
export type Origin = 'flag' | 'environment' | 'file' | 'remembered' | 'answer';
export interface Found {
  readonly value: unknown;
  readonly from: Origin;
}

/** What the sources say, before anybody has checked it. */
export function gather(sources: ConfigSources): ReadonlyMap<ConfigKey, Found> {
  const found = new Map<ConfigKey, Found>();
  for (const key of configKeys) {
    const inOrder: readonly (readonly [Origin, unknown])[] = [
      ['flag', sources.flags?.[key]],
      // An empty variable is how shells and CI systems say "not set".
      ['environment', sources.env?.[variableOf(key)] || undefined],
      ['file', sources.file?.[key]],
      ['remembered', sources.remembered?.[key]],
      ['answer', sources.answers?.[key]],
    ];
    const first = inOrder.find(([, value]) => value !== undefined);
    if (first !== undefined) found.set(key, { value: untangled(key, first[1]), from: first[0] });
  }
  return found;
}

/** The configuration that the sources add up to; everything missing or illegal is said at once. */
export function resolveConfig(sources: ConfigSources): Config {
  const found = gather(sources);
  const parsed = configSchema.safeParse(
    Object.fromEntries([...found].map(([key, { value }]) => [key, value])),
  );
  if (!parsed.success) {
    const wrong = parsed.error.issues.map((issue) => {
      const key = issue.path[0] as ConfigKey;
      return { key, message: faultText(key, issue) };
    });
    throw refusal(found, wrong);
  }
  refuseMoving(sources, found, parsed.data);
  return Object.freeze(parsed.data);
}

/** The required fields that no source says anything about. */
export const missingFrom = (found: ReadonlyMap<ConfigKey, Found>): readonly ConfigKey[] =>
  configKeys.filter((key) => isRequired(key) && !found.has(key));

/** What is wrong with a value for one field, or undefined. */
export function faultIn(key: ConfigKey, value: unknown): string | undefined {
  const parsed = schemaOf(key).safeParse(untangled(key, value));
  const [issue] = parsed.error?.issues ?? [];
  return issue === undefined ? undefined : faultText(key, issue);
}

/** The schema's own words where it has some; zod's general ones are made to fit the sentence. */
function faultText(key: ConfigKey, issue: z.core.$ZodIssue): string {
  const choices = choicesOf(key);
  if (choices !== undefined) return `must be one of ${choices.join(', ')}`;
  if (isTable(key)) return 'must be key=value, and more of them after commas';
  if (isSwitch(key)) return 'must be yes or no';
  if (issue.code === 'too_big' && issue.origin === 'number') return `must be at most ${issue.maximum}`;
  if (issue.code === 'too_small' && issue.origin === 'number') return `must be at least ${issue.minimum}`;
  if (issue.code === 'invalid_type') return `must be ${issue.expected === 'string' ? 'text' : 'a number'}`;
  return issue.message;
}

const ways = (key: ConfigKey): string =>
  `${flagOf(key)} <${configFields[key].placeholder ?? 'value'}>, ${variableOf(key)}, or ${key}: in the --config file`;

function refusal(
  found: ReadonlyMap<ConfigKey, Found>,
  wrong: readonly { readonly key: ConfigKey; readonly message: string }[],
): Problem {
  const missing = missingFrom(found);
  const illegal = wrong.filter(({ key }) => !missing.includes(key));
  const sentences = [
    ...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
    ...illegal.map(({ key, message }) => `${saidBy(key, found)}: ${message}`),
  ];
  const keys = [...new Set([...missing, ...illegal.map(({ key }) => key)])];
  const [code, verdict] =
    illegal.length > 0
      ? (['config.invalid', 'not usable'] as const)
      : (['config.missing', 'not complete'] as const);
  return new Problem(code, `The configuration is ${verdict}: ${sentences.join('; ')}`, {
    about: keys,
    advice: keys.map(ways),
  });
}

function saidBy(key: ConfigKey, found: ReadonlyMap<ConfigKey, Found>): string {
  const { value, from } = found.get(key) ?? { value: undefined, from: 'file' };
  const name = {
    flag: flagOf(key),
    environment: variableOf(key),
    file: `${key} in the --config file`,
    remembered: `${key} in the state file`,
    answer: key,
  }[from];
  return `${name} is ${typeof value === 'string' ? `"${value}"` : JSON.stringify(value)}`;
}

/** What is built cannot be moved: a value that differs from the remembered one must not look as if it took effect. */
function refuseMoving(
  { remembered }: ConfigSources,
  found: ReadonlyMap<ConfigKey, Found>,
  config: Config,
): void {
  const moved = configKeys.filter(
    (key) =>
      configFields[key].fixed === true &&
      remembered?.[key] !== undefined &&
      !same(remembered[key], config[key]),
  );
  if (moved.length === 0) return;
  if (moved.includes('subscription')) throw otherSubscription(remembered, config);
  const says = moved.map((key) => `${key} is ${shown(remembered?.[key])}, and ${saidBy(key, found)}`);
  throw new Problem(
    'config.fixed',
    `Some things cannot change once "${config.name}" stands: ${says.join('; ')}`,
    {
      about: moved,
      advice: [
        `Leave out ${moved.map(flagOf).join(', ')} to go on with what there is.`,
        'metaflow-azure up --name <other>    builds a second deployment beside it',
        `metaflow-azure down --name ${config.name}    takes this one away first`,
      ],
    },
  );
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** Ids and names of the cloud do not care for case. */
const same = (one: unknown, other: unknown): boolean =>
  shown(one).toLowerCase() === shown(other).toLowerCase();

const otherSubscription = (remembered: RememberedConfig | undefined, config: Config): Problem =>
  new Problem(
    'state.other-subscription',
    `"${config.name}" stands in subscription ${remembered?.subscription}, and this run is about ${config.subscription}`,
    {
      about: ['subscription'],
      advice: [
        `Leave out ${flagOf('subscription')} (and ${variableOf('subscription')}) to go on with the one it stands in.`,
        'metaflow-azure up --name <other>    builds a second deployment in the other subscription',
      ],
    },
  );

/** Tables come as `key=value,…` from flags and variables. What is not of that form is left for the schema to refuse. */
function untangled(key: ConfigKey, value: unknown): unknown {
  if (!isTable(key) || typeof value !== 'string') return value;
  const pairs = value
    .split(',')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '');
  if (pairs.some((pair) => pair.indexOf('=') < 1)) return value;
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')).trim(), pair.slice(pair.indexOf('=') + 1).trim()]),
  );
}
