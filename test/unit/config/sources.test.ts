import { describe, expect, test } from '@jest/globals';
import { configKeys, flagOf, variableOf } from '../../../src/config/fields.ts';
import { configFields, configSchema } from '../../../src/config/schema.ts';
import { gather, resolveConfig, type ConfigSources } from '../../../src/config/sources.ts';
import { Problem } from '../../../src/problems/problem.ts';

const subscription = '00000000-0000-4000-8000-000000000001';
const other = '00000000-0000-4000-8000-000000000002';
const whole = { subscription, location: 'eastus2' };

function problemOf(sources: ConfigSources): Problem {
  try {
    resolveConfig(sources);
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('the sources of a configuration', () => {
  test('every field of the schema has its words, its flag and its variable', () => {
    expect([...configKeys].toSorted()).toEqual(Object.keys(configSchema.shape).toSorted());
    for (const key of configKeys) {
      expect(configFields[key].help).not.toBe('');
      expect(configFields[key].question).toMatch(/\?$/);
      expect(flagOf(key)).toMatch(/^--[a-z]+(-[a-z]+)*$/);
      expect(variableOf(key)).toMatch(/^METAFLOW_AZURE_[A-Z]+(_[A-Z]+)*$/);
    }
  });

  const layers: readonly (keyof ConfigSources)[] = ['flags', 'env', 'file', 'remembered', 'answers'];
  test.each(layers.map((layer, index) => [layer, index] as const))(
    '%s wins over everything below it',
    (_layer, index) => {
      const said = layers.slice(index).map((name) => {
        const value = `name-${name}`;
        return [name, name === 'env' ? { METAFLOW_AZURE_NAME: value } : { name: value }] as const;
      });
      expect(gather(Object.fromEntries(said) as ConfigSources).get('name')?.value).toBe(
        `name-${layers[index]}`,
      );
    },
  );

  test('what nobody says is as the schema has it', () => {
    expect(resolveConfig({ file: whole })).toMatchObject({ name: 'metaflow', size: 'standard', tags: {} });
  });

  test('an empty variable says nothing', () => {
    const env = { METAFLOW_AZURE_LOCATION: '' };
    expect(resolveConfig({ env, file: whole }).location).toBe('eastus2');
  });

  test('everything missing is named at once, each with every way to say it', () => {
    const problem = problemOf({});
    expect(problem.code).toBe('config.missing');
    expect(problem.about).toEqual(['subscription', 'location']);
    expect(problem.advice.join('\n')).toContain('--location <region>, METAFLOW_AZURE_LOCATION, or location:');
    expect(problem.advice.join('\n')).toContain('--subscription <id>, METAFLOW_AZURE_SUBSCRIPTION');
  });

  test('missing and illegal values are one problem', () => {
    const problem = problemOf({ flags: { size: 'giant' }, env: { METAFLOW_AZURE_TASK_NODES_MAX: '1000' } });
    expect(problem.code).toBe('config.invalid');
    expect(problem.message).toContain('missing: subscription, location');
    expect(problem.message).toContain('--size is "giant": must be one of small, standard');
    expect(problem.message).toContain('METAFLOW_AZURE_TASK_NODES_MAX is "1000": must be at most 100');
  });

  test.each([
    [{ taskNodesMax: 'many' }, 'must be a number'],
    [{ location: 5 }, 'must be text'],
    [{ tags: 'nonsense' }, 'must be key=value'],
    [{ servicePrincipalClusterAccess: 'perhaps' }, 'must be yes or no'],
    [{ name: 'UPPER' }, 'must be lower-case letters'],
  ])('a file with %p is told: %s', (file, says) => {
    expect(problemOf({ file: { ...whole, ...file } }).message).toContain(says);
  });

  test.each([
    ['a=1', { a: '1' }],
    ['a=1, b = two=2 ,', { a: '1', b: 'two=2' }],
  ])('tags may be text: %s', (tags, expected) => {
    expect(resolveConfig({ file: whole, flags: { tags } }).tags).toEqual(expected);
  });

  test('a fixed value that differs from the remembered one is refused with a way out', () => {
    const remembered = resolveConfig({ file: whole });
    const problem = problemOf({ remembered, flags: { location: 'westeurope' } });
    expect(problem.code).toBe('config.fixed');
    expect(problem.message).toContain('location is eastus2, and --location is "westeurope"');
    expect(problem.advice.join('\n')).toContain('Leave out --location');
  });

  test('the same fixed value in other letters is the same value', () => {
    const remembered = resolveConfig({ file: whole });
    expect(resolveConfig({ remembered, flags: { location: 'East US 2' } }).location).toBe('eastus2');
  });

  test('what is not fixed may change', () => {
    const remembered = resolveConfig({ file: whole });
    expect(resolveConfig({ remembered, flags: { size: 'small' } }).size).toBe('small');
  });

  test('another subscription than the remembered one has a problem of its own', () => {
    const remembered = resolveConfig({ file: whole });
    expect(problemOf({ remembered, flags: { subscription: other } }).code).toBe('state.other-subscription');
  });
});
