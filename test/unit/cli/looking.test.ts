import { describe, expect, test } from '@jest/globals';
import type { Change } from '../../../src/engine/resource.ts';
import { Secret } from '../../../src/util/secret.ts';
import { transcript } from './golden.ts';
import { configWith, previewOf, remembering, rig, step, type RigOptions } from './rig.ts';

const demo = configWith({ name: 'demo' });
const rigFor = (options: RigOptions = {}) => rig({ files: remembering(demo), ...options });
const size: Change = { path: 'sku.name', from: 'Standard_B2s', to: 'Standard_B1ms' };
const changed = previewOf(
  step('group', 'keep'),
  step('database', 'change', { changes: [size] }),
  step('pool', 'create'),
);

describe('plan', () => {
  const useCases = { preview: () => Promise.resolve(changed) };

  test('shows steps with from and to, time and cost', async () => {
    const { run, out } = rigFor({ useCases });
    expect(await run('plan')).toBe(0);
    expect(out.text()).toBe(transcript('plan', out.text()));
  });

  test.each([
    ['changes', changed, 8],
    ['no changes', previewOf(step('group', 'keep')), 0],
  ])('--exit-code tells %s', async (_what, preview, code) => {
    const { run } = rigFor({ useCases: { preview: () => Promise.resolve(preview) } });
    expect(await run('plan', '--exit-code')).toBe(code);
  });

  test('as JSON is one document with the steps as they are', async () => {
    const { run, out, err } = rigFor({ useCases });
    await run('plan', '-o', 'json');
    expect(JSON.parse(out.text())).toMatchObject({ deployment: 'demo', changes: true, steps: changed.steps });
    expect(err.text()).toBe('');
  });

  test.each([['text'], ['json']])('never shows what may be a secret (%s)', async (form) => {
    const changes: Change[] = [
      { path: 'properties.administratorLoginPassword', from: 'hunter1', to: 'hunter2' },
      { path: 'properties', from: { adminPassword: 'hunter3' }, to: { key: new Secret('hunter4') } },
      { path: 'accountKey', from: { value: 'hunter5' }, to: undefined },
    ];
    const preview = previewOf(step('database', 'change', { changes }));
    const { run, out, err } = rigFor({ useCases: { preview: () => Promise.resolve(preview) } });
    await run('plan', '-o', form);
    expect(out.text() + err.text()).not.toContain('hunter');
    expect(out.text()).toContain('‹secret›');
  });

  test('closes its session, and follows --verbose and --auth', async () => {
    const { run, opened, closed, err } = rigFor();
    await run('plan', '--auth', 'environment', '--tenant', 't', '--verbose');
    expect(opened[0]).toMatchObject({ command: 'plan', auth: 'environment', tenant: 't' });
    opened[0]?.log?.('GET /subscriptions 200');
    expect(err.text()).toContain('GET /subscriptions 200');
    expect(closed).toEqual(['plan']);
  });
});

describe('status', () => {
  const report = {
    deployment: 'demo',
    inStep: false,
    steps: [
      step('group', 'keep'),
      step('database', 'change', { changes: [size] }),
      step('pool', 'create'),
      step('cluster', 'wait', { because: 'upgrading' }),
    ],
  };

  test('is a table of steps, states and what differs; exit 8', async () => {
    const { run, out } = rigFor({ useCases: { status: () => Promise.resolve(report) } });
    expect(await run('status')).toBe(8);
    expect(out.text()).toBe(transcript('status', out.text()));
  });

  test('exits with 0 when everything is as it should be', async () => {
    const { run, out } = rigFor();
    expect(await run('status')).toBe(0);
    expect(out.text()).toContain('"demo" is as it should be.');
  });

  test('with nothing remembered says so', async () => {
    const { run, err } = rig();
    expect(await run('status')).toBe(2);
    expect(err.text()).toContain('No deployment is remembered on this machine');
  });

  test('--watch shows changes only, and ends with Ctrl-C', async () => {
    const looks = [report, report, { ...report, inStep: true, steps: [step('group', 'keep')] }];
    let look = 0;
    const watching = rigFor({
      useCases: {
        status: () => {
          const found = looks[look++] ?? report;
          if (look === looks.length) watching.interrupt();
          return Promise.resolve(found);
        },
      },
    });
    expect(await watching.run('status', '--watch')).toBe(0);
    expect(watching.out.text().match(/12:00:00 UTC/g)).toHaveLength(2);
  });

  test('--watch as JSON is one document a line', async () => {
    const watching = rigFor({
      useCases: {
        status: () => {
          watching.interrupt();
          return Promise.resolve(report);
        },
      },
    });
    expect(await watching.run('status', '--watch', '-o', 'json')).toBe(8);
    expect(watching.out.text().trimEnd().split('\n')).toHaveLength(1);
    expect(JSON.parse(watching.out.text())).toMatchObject({ deployment: 'demo' });
  });

  test.each(['0', 'soon', '99999'])('--interval %s is refused', async (interval) => {
    const { run, err } = rigFor();
    expect(await run('status', '--watch', '--interval', interval)).toBe(2);
    expect(err.text()).toContain(`--interval is "${interval}"`);
  });
});

describe('permissions', () => {
  test.each([
    ['az', '{\n  "a": 1\n}\n'],
    ['portal', '{\n  "p": 1\n}\n'],
    ['entra', 'nothing\n'],
  ])('--form %s prints that alone', async (form, expected) => {
    const { run, out } = rig();
    expect(await run('permissions', '--form', form)).toBe(0);
    expect(out.text()).toBe(expected);
  });

  test('prints all forms, and hands the subscription on', async () => {
    const asked: unknown[] = [];
    const permissions = (subscription?: string) => {
      asked.push(subscription);
      return Promise.resolve({ portal: {}, az: {}, entra: ['the right to register applications'] });
    };
    const { run, out } = rig({ useCases: { permissions } });
    await run('permissions', '--subscription', 'sub-1');
    expect(asked).toEqual(['sub-1']);
    expect(out.text()).toContain('the right to register applications');
  });
});
