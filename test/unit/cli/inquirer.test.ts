import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { matching, promptsFor } from '../../../src/cli/ask/inquirer.ts';
import { createScreen } from '../../../src/cli/present/screen.ts';
import { recordInput, recordOutput } from '../../support/terminal.ts';
import { rig } from './rig.ts';

const DOWN = '\u001B[B';
const ENTER = '\r';
const CTRL_C = '\u0003';

async function keyboard() {
  const stdin = recordInput({ tty: true });
  const stderr = recordOutput({ tty: true, columns: 80 });
  const abort = new AbortController();
  const io = { ...rig().io, stdin, stderr: stderr.stream };
  const screen = await createScreen(io, { output: 'text', color: true });
  const prompts = await promptsFor({ io, screen, signal: abort.signal });
  const shows = async (text: string): Promise<void> => {
    for (let look = 0; look < 200 && !stderr.screen().includes(text); look++) await sleep(5);
    expect(stderr.screen()).toContain(text);
  };
  return { prompts, stdin, stderr, abort, shows };
}

const sizes = [
  { value: 'small', name: 'small', description: 'one node' },
  { value: 'standard', name: 'standard', description: 'two nodes' },
];

describe('questions on a terminal', () => {
  test('a list begins at what is proposed, and explains what is pointed at', async () => {
    const { prompts, stdin, shows } = await keyboard();
    const answer = prompts.choose({ key: 'size', message: 'How big?', choices: sizes, initial: 'small' });
    await shows('one node');
    stdin.type(DOWN);
    await shows('two nodes');
    stdin.type(ENTER);
    await expect(answer).resolves.toBe('standard');
  });

  test('a long list is narrowed by typing', async () => {
    const { prompts, stdin, stderr, shows } = await keyboard();
    const choices = ['East US 2  eastus2', 'West Europe  westeurope'].map((name) => ({
      value: name.split('  ')[1] ?? '',
      name,
    }));
    const answer = prompts.choose({ key: 'location', message: 'Where?', choices, filter: true });
    await shows('West Europe');
    stdin.type('west');
    for (let look = 0; look < 200 && stderr.screen().includes('East US 2'); look++) await sleep(5);
    stdin.type(ENTER);
    await expect(answer).resolves.toBe('westeurope');
  });

  test('a text is asked for again until it is legal', async () => {
    const { prompts, stdin, shows } = await keyboard();
    const check = (text: string) => (text === 'demo' ? undefined : 'that is not demo');
    const answer = prompts.text({ key: 'confirm', message: 'Type demo:', check });
    await shows('Type demo:');
    stdin.type(`dem${ENTER}`);
    await shows('that is not demo');
    stdin.type(`o${ENTER}`);
    await expect(answer).resolves.toBe('demo');
  });

  test('yes or no takes what is proposed on Enter', async () => {
    const { prompts, stdin, shows } = await keyboard();
    const answer = prompts.yesNo({ key: 'proceed', message: 'Go ahead?', initial: false });
    await shows('Go ahead?');
    stdin.type(ENTER);
    await expect(answer).resolves.toBe(false);
  });

  test('Ctrl-C at a question is a decision', async () => {
    const { prompts, stdin, shows } = await keyboard();
    const answer = prompts.yesNo({ key: 'proceed', message: 'Go ahead?', initial: false });
    const ended = answer.catch((error: unknown) => error);
    await shows('Go ahead?');
    stdin.type(CTRL_C);
    expect(await ended).toMatchObject({ code: 'cancelled.interrupted' });
  });

  test('the first Ctrl-C elsewhere takes the question away', async () => {
    const { prompts, abort, shows } = await keyboard();
    const answer = prompts.yesNo({ key: 'proceed', message: 'Go ahead?', initial: false });
    const ended = answer.catch((error: unknown) => error);
    await shows('Go ahead?');
    abort.abort();
    expect(await ended).toMatchObject({ code: 'cancelled.interrupted' });
  });

  test.each([
    ['', ['East US 2', 'West Europe']],
    ['EUR', ['West Europe']],
    ['us east', ['East US 2']],
    ['nowhere', []],
  ])('"%s" finds %p', (term, expected) => {
    const choices = ['East US 2', 'West Europe'].map((name) => ({ value: name, name }));
    expect(matching(choices, term).map(({ name }) => name)).toEqual(expected);
  });
});
