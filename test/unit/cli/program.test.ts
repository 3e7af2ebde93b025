import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { commands } from '../../../src/cli/commands.ts';
import { helpTexts } from '../../../src/cli/help.ts';
import { version } from '../../../src/cli/version.ts';
import { configKeys, flagOf, isSwitch, variableOf } from '../../../src/config/fields.ts';
import { configFields } from '../../../src/config/schema.ts';
import { rig, SUBSCRIPTION } from './rig.ts';

const texts = helpTexts();

describe('the command line', () => {
  test.each(commands.filter(({ takesConfig }) => takesConfig).map(({ name }) => name))(
    '%s has a flag for every field of the schema, and names its variable',
    (name) => {
      const words = (texts[name] ?? '').replaceAll(/\s+/g, ' ');
      for (const key of configKeys) {
        const value = isSwitch(key) ? '[yes|no]' : `<${configFields[key].placeholder ?? ''}>`;
        expect(words).toContain(`${flagOf(key)} ${value}`);
        expect(words).toContain(`[${variableOf(key)}]`);
      }
    },
  );

  test('every flag reaches the configuration', async () => {
    const values: Readonly<Record<string, string>> = {
      subscription: SUBSCRIPTION,
      name: 'other',
      location: 'West Europe',
      identity: 'workload',
      size: 'small',
      argo: 'none',
      nodeSize: 'Standard_D8s_v5',
      taskNodeSize: 'Standard_D2s_v5',
      taskNodesMax: '7',
      databaseSize: 'Standard_B2s',
      kubernetesVersion: '1.35',
      addressSpace: '10.30.0.0/16',
      servicePrincipalClusterAccess: 'yes',
      nameSuffix: 'abc1',
      tags: 'team=ml',
      metadataImage: 'm:1',
      uiImage: 'u:1',
    };
    expect(Object.keys(values).toSorted()).toEqual([...configKeys].toSorted());
    const { run, opened } = rig();
    await run('plan', ...configKeys.flatMap((key) => [flagOf(key), values[key] ?? '']));
    expect(opened[0]?.config).toEqual({
      ...values,
      location: 'westeurope',
      taskNodesMax: 7,
      servicePrincipalClusterAccess: true,
      tags: { team: 'ml' },
    });
  });

  test('a switch needs no value', async () => {
    const { run, opened } = rig();
    const place = ['--subscription', SUBSCRIPTION, '--location', 'eastus2'];
    await run('plan', ...place, '--service-principal-cluster-access');
    expect(opened[0]?.config.servicePrincipalClusterAccess).toBe(true);
  });

  test.each([
    [['upp'], /^unknown command 'upp' \(Did you mean up\?\)\nSee: metaflow-azure help\n$/],
    [
      ['up', '--locaton', 'x'],
      /^unknown option '--locaton' \(Did you mean --location\?\)\nSee: metaflow-azure help up\n$/,
    ],
    [['up', 'here'], /too many arguments[\s\S]*help up/],
    [['up', '--auth', 'magic'], /--auth <method>[\s\S]*Allowed choices are cli, environment/],
  ])('%p is misuse: exit 2, a word about it on stderr, nothing on stdout', async (argv, says) => {
    const { run, out, err } = rig();
    expect(await run(...argv)).toBe(2);
    expect(out.text()).toBe('');
    expect(err.text()).toMatch(says);
  });

  test('misuse with --output json is JSON on stdout', async () => {
    const { run, out, err } = rig();
    expect(await run('up', '--bogus', '--output', 'json')).toBe(2);
    expect(JSON.parse(out.text())).toMatchObject({ error: { code: 'config.usage', exitCode: 2 } });
    expect(err.text()).toBe('');
  });

  test.each([[[]], [['--help']], [['help']]])('%p is the help of the program', async (argv) => {
    const { run, out } = rig();
    expect(await run(...argv)).toBe(0);
    expect(out.text()).toBe(texts['']);
  });

  test('version says what a bug report needs', async () => {
    const { run, out } = rig();
    expect(await run('version', '-o', 'json')).toBe(0);
    expect(JSON.parse(out.text())).toEqual({ version: version(), platform: 'test', stateSchema: 1 });
  });
});

describe('the bin shim', () => {
  const root = new URL('../../../', import.meta.url).pathname;
  let copy: string;
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'metaflow-azure-bin-'));
    cpSync(join(root, 'bin', 'metaflow-azure.js'), join(copy, 'bin', 'metaflow-azure.js'));
    mkdirSync(join(copy, 'dist'));
    writeFileSync(join(copy, 'package.json'), '{"type":"module"}');
    writeFileSync(join(copy, 'dist', 'help.json'), JSON.stringify(texts));
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));
  const shim = (...argv: readonly string[]): string =>
    execFileSync(process.execPath, [join(copy, 'bin', 'metaflow-azure.js'), ...argv], { encoding: 'utf8' });

  test.each(['', ...commands.map(({ name }) => name)])(
    'answers "%s --help" as commander does',
    async (name) => {
      const words = name === '' ? [] : [name];
      const { run, out } = rig();
      expect(await run(...words, '--help')).toBe(0);
      expect(shim(...words, '--help')).toBe(out.text());
      expect(shim('help', ...words)).toBe(out.text());
    },
  );

  test('answers --version as commander does', async () => {
    const { run, out } = rig();
    await run('--version');
    expect(shim('--version')).toBe(out.text());
  });
});
