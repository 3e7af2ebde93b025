import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { commandNames } from '../src/cli/command.ts';
import { configSchema } from '../src/config/schema.ts';
import { exitCodes } from '../src/problems/exit-codes.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const scripts = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    scripts: Readonly<Record<string, string>>;
  }
).scripts;
const kebab = (key: string): string => key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

describe('the README', () => {
  test('is short', () => {
    expect(readme.split('\n').length).toBeLessThan(200);
  });

  test.each(Object.keys(configSchema.shape))('has the setting %s', (key) => {
    expect(readme).toContain(`\`--${kebab(key)}\``);
  });

  test('has every exit code, and no other', () => {
    const listed = [...readme.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));
    expect(listed).toEqual([...new Set(Object.values(exitCodes))].toSorted((a, b) => a - b));
  });

  test('names only commands that there are', () => {
    const named = [...readme.matchAll(/metaflow-azure ([a-z]+)/g)].map(([, name]) => name ?? '');
    expect(named.filter((name) => !(commandNames as readonly string[]).includes(name))).toEqual([]);
  });

  test('names only npm scripts that there are', () => {
    const named = [...readme.matchAll(/npm run ([a-z:]+)/g)].map(([, name]) => name ?? '');
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
  });
});
