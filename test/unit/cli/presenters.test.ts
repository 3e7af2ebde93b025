import { describe, expect, test } from '@jest/globals';
import type { AppEvent } from '../../../src/app/ports.ts';
import { Problem } from '../../../src/problems/problem.ts';
import { createScreen, type ScreenOptions } from '../../../src/cli/present/screen.ts';
import { recordOutput } from '../../support/terminal.ts';
import { transcript } from './golden.ts';
import { START } from './rig.ts';

const name = (id: string) => ({ id, title: id.replaceAll('-', ' ') });
const ok = { id: 'rights', title: 'Azure rights', verdict: 'ok', says: '30 actions', advice: [] } as const;

/** Seconds since the start, and what happens then: a run with everything in it. */
const story: readonly (readonly [number, AppEvent])[] = [
  [0, { type: 'check.done', check: ok }],
  [
    0,
    {
      type: 'check.done',
      check: { ...ok, title: 'vCPU quota', verdict: 'unknown', says: 'nobody would tell' },
    },
  ],
  [1, { type: 'step.started', ...name('resource-group') }],
  [1, { type: 'step.kept', ...name('resource-group') }],
  [1, { type: 'step.done', ...name('resource-group'), elapsedMs: 300 }],
  [2, { type: 'step.started', ...name('kubernetes-cluster') }],
  [2, { type: 'step.changing', ...name('kubernetes-cluster'), changes: [] }],
  [
    2,
    {
      type: 'step.started',
      ...name('database-with-a-name-that-is-longer-than-any-terminal-of-sixty-columns'),
    },
  ],
  [3, { type: 'call.retrying', because: 'Azure is busy', waitMs: 12_000 }],
  [20, { type: 'step.waiting', ...name('kubernetes-cluster'), because: 'creating', elapsedMs: 18_000 }],
  [30, { type: 'step.waiting', ...name('kubernetes-cluster'), because: 'creating', elapsedMs: 28_000 }],
  [50, { type: 'step.waiting', ...name('kubernetes-cluster'), because: 'creating', elapsedMs: 48_000 }],
  [85, { type: 'step.waiting', ...name('kubernetes-cluster'), because: 'creating', elapsedMs: 83_000 }],
  [100, { type: 'step.started', ...name('task-pool') }],
  [100, { type: 'step.changing', ...name('task-pool'), changes: [{ path: 'count', from: 1, to: 2 }] }],
  [3700, { type: 'step.done', ...name('kubernetes-cluster'), elapsedMs: 3_698_000 }],
  [3701, { type: 'step.failed', ...name('task-pool'), error: new Problem('azure.quota', 'no room') }],
];

async function play(
  tty: boolean,
  options: Partial<ScreenOptions> = {},
  env: Readonly<Record<string, string>> = {},
  columns = 60,
) {
  const [stdout, stderr] = [recordOutput(), recordOutput({ tty, columns })];
  let now = START;
  const clock = { now: () => now, sleep: () => Promise.resolve() };
  const io = { stdout: stdout.stream, stderr: stderr.stream, env, clock };
  const screen = await createScreen(io, { output: 'text', color: true, ...options });
  const during: string[] = [];
  for (const [seconds, event] of story) {
    now = START + seconds * 1000;
    screen.event(event);
    during.push(stderr.screen());
  }
  screen.hush();
  return { stdout, stderr, during };
}

describe('progress', () => {
  test('in a pipe is a line for each transition, with the time, a heartbeat each minute, and no colour', async () => {
    const { stdout, stderr } = await play(false);
    expect(stderr.raw()).toBe(transcript('progress-plain', stderr.raw()));
    expect(stdout.raw()).toBe('');
  });

  test('in a terminal is one spinner under what has ended', async () => {
    const { stderr, during } = await play(true);
    const shown = `${during[12] ?? ''}\n\n--- in the end\n${stderr.screen()}\n`;
    expect(shown).toBe(transcript('progress-terminal-60', shown));
  });

  test.each([60, 80, 120])('is never wider than a terminal of %i columns', async (columns) => {
    const { during, stderr } = await play(true, {}, {}, columns);
    const lines = [...during, stderr.screen()].flatMap((screen) => screen.split('\n'));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  });

  test.each([
    ['NO_COLOR', {}, { NO_COLOR: '1' }],
    ['--no-color', { color: false }, {}],
  ])('has no colours with %s', async (_how, options, env) => {
    const { stderr } = await play(true, options, env);
    // oxlint-disable-next-line no-control-regex -- that is how colours begin
    expect(stderr.raw()).not.toMatch(/\u001B\[[\d;]*m/);
  });

  test('on a dumb terminal is plain ASCII', async () => {
    const { stderr } = await play(true, {}, { TERM: 'dumb' });
    // oxlint-disable-next-line no-control-regex -- everything that is no ASCII
    expect(stderr.raw()).not.toMatch(/[^\u0000-\u007F]|\u001B/);
    expect(stderr.raw()).toContain('01:25 - kubernetes cluster: creating, 01:23 so far');
  });

  test('is silent with --quiet', async () => {
    expect((await play(true, { quiet: true })).stderr.raw()).toBe('');
  });

  test('with --output json is nothing, or with --verbose the events themselves', async () => {
    expect((await play(true, { output: 'json' })).stderr.raw()).toBe('');
    const { stderr } = await play(true, { output: 'json', verbose: true });
    const lines = stderr.raw().trimEnd().split('\n');
    expect(lines).toHaveLength(story.length);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      type: 'step.failed',
      at: '2026-11-24T13:01:41.000Z',
      error: { code: 'azure.quota' },
    });
  });
});
