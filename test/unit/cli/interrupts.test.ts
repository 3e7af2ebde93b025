import { describe, expect, test } from '@jest/globals';
import { Problem } from '../../../src/problems/problem.ts';
import { outcomeWith, rig, SUBSCRIPTION } from './rig.ts';

const argv = ['up', '--subscription', SUBSCRIPTION, '--location', 'eastus2', '--yes'];

describe('Ctrl-C', () => {
  test('once: says what happens, aborts, and ends with 130 and the command that goes on', async () => {
    const left = new Problem('cancelled.interrupted', 'left to the cloud');
    const made = rig({
      useCases: {
        apply: ({ signal }) => {
          made.interrupt();
          expect(signal?.aborted).toBe(true);
          return Promise.resolve(outcomeWith(['group'], { cluster: left }, ['pool']));
        },
      },
    });
    expect(await made.run(...argv)).toBe(130);
    const text = made.err.text().replaceAll(/\s+/g, ' ');
    expect(text).toContain('Stopping: nothing new begins');
    expect(text).toContain('Stopped. Finished: 1 step. Still to do: 2 steps.');
    expect(text).toContain('metaflow-azure up --name metaflow');
    expect(text).not.toContain('✖');
    expect(made.closed).toEqual(['up']);
  });

  test('twice: leaves at once with 130', async () => {
    const made = rig({
      useCases: {
        apply: () => {
          made.interrupt();
          expect(() => made.interrupt()).toThrow('left with 130');
          return Promise.resolve(outcomeWith(['group']));
        },
      },
    });
    await made.run(...argv);
  });

  test('while looking: nothing is changed', async () => {
    const made = rig({
      useCases: {
        preview: () => {
          made.interrupt();
          return Promise.resolve({ checks: [], steps: [], typicalSeconds: 0, cost: [] });
        },
        apply: () => Promise.reject(new Error('it went on')),
      },
    });
    expect(await made.run(...argv)).toBe(130);
  });
});

describe('a pipe that is closed', () => {
  test('is no failure of ours', async () => {
    const { run, out } = rig();
    const write = out.stream.write.bind(out.stream);
    out.stream.write = (...args: readonly unknown[]) => {
      out.stream.emit('error', Object.assign(new Error('closed'), { code: 'EPIPE' }));
      return write(...(args as Parameters<typeof write>));
    };
    expect(await run('version')).toBe(0);
  });
});
