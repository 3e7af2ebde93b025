import { Command, Option } from 'commander';
import { configKeys, defaultOf, flagOf, isRequired, isSwitch, variableOf } from '../config/fields.ts';
import { configFields, type ConfigKey } from '../config/schema.ts';
import type { Given } from '../config/sources.ts';
import type { CommandSpec, Options, OptionSpec } from './command.ts';
import { commands, commonOptions, deploymentOptions } from './commands.ts';
import { programName, version } from './version.ts';

/** What commander has understood. */
export interface Parsed {
  readonly spec: CommandSpec;
  readonly options: Options;
  readonly flags: Given;
}
export interface ProgramOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** The program as commander sees it. It parses and explains; `onParsed` gets what is to be run. */
export function programFor(output: ProgramOutput, onParsed: (parsed: Parsed) => void): Command {
  const program = new Command(programName)
    .description(
      'From an empty Azure subscription to a working, verified Metaflow with one command, and back.',
    )
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'explain a command')
    .helpCommand('help [command]', 'explain a command')
    .configureOutput({
      writeOut: output.out,
      writeErr: output.err,
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100,
    })
    .showSuggestionAfterError()
    .exitOverride()
    .addHelpText('after', programFooter);
  for (const spec of commands) program.addCommand(commandFor(spec, program, onParsed));
  return program;
}

function commandFor(spec: CommandSpec, program: Command, onParsed: (parsed: Parsed) => void): Command {
  const command = new Command(spec.name)
    .summary(spec.summary)
    .description(spec.about)
    .helpOption('-h, --help', 'explain this command')
    .allowExcessArguments(false)
    .copyInheritedSettings(program)
    .addHelpText('after', `\nExamples:\n${spec.examples.map((line) => `  $ ${line}`).join('\n')}`);
  for (const option of spec.options) command.addOption(optionFor(option));
  if (spec.takesConfig) {
    for (const key of configKeys)
      command.addOption(fieldOption(key).helpGroup('Settings of the deployment:'));
    for (const option of deploymentOptions)
      command.addOption(optionFor(option).helpGroup('Every deployment command:'));
  }
  for (const option of commonOptions) command.addOption(optionFor(option).helpGroup('Every command:'));
  command.action((all: Options & Given) => {
    const typed = configKeys.filter((key) => command.getOptionValueSource(key) === 'cli');
    onParsed({ spec, options: all, flags: Object.fromEntries(typed.map((key) => [key, all[key]])) });
  });
  return command;
}

function optionFor({ flags, help, choices, initial, repeats }: OptionSpec): Option {
  const option = new Option(flags, help);
  if (repeats) option.argParser((value, before?: readonly string[]) => [...(before ?? []), value]);
  if (choices !== undefined) option.choices(choices);
  if (initial !== undefined) option.default(initial);
  return option;
}

/** A setting's flag, made of its schema and its words. Its default stays with the schema: commander only shows it. */
function fieldOption(key: ConfigKey): Option {
  const { help, placeholder } = configFields[key];
  const value = isSwitch(key) ? ' [yes|no]' : ` <${placeholder ?? 'value'}>`;
  return new Option(`${flagOf(key)}${value}`, `${help}${shownDefault(key)} [${variableOf(key)}]`);
}

function shownDefault(key: ConfigKey): string {
  if (isRequired(key)) return ' (required)';
  const initial = defaultOf(key);
  return typeof initial === 'string' || typeof initial === 'number' ? ` (default: ${initial})` : '';
}

const programFooter = `
First steps:
  $ metaflow-azure demo                watch it, without an account
  $ metaflow-azure up                  answer a few questions, and build
  $ metaflow-azure config --write      point Metaflow at it
  $ metaflow-azure down                remove it again

Settings come from flags, METAFLOW_AZURE_… variables, --config file, what the last up was told, in this order.`;
