import { describe, expect, test } from '@jest/globals';
import { subscriptionId } from '../../../src/simulator/catalogue.ts';
import { machine } from '../../support/run-cli.ts';

const place = ['--subscription', subscriptionId, '--location', 'eastus2'];

describe('a deployment that nobody here remembers', () => {
  test.each(['status', 'config', 'down'])('is what %s says it is', async (command) => {
    const { code, err } = await machine().run(command, '--name', 'other');
    expect(code).toBe(2);
    expect(err).toContain('No deployment "other" is remembered on this machine');
    expect(err).toContain(
      `metaflow-azure ${command} --simulate --name <name> --subscription <id> --location <region>`,
    );
    expect(err).not.toContain('missing:');
  });

  test('is told beside those that are remembered', async () => {
    const box = machine();
    await box.run('up', ...place, '--name', 'mine', '--argo', 'none', '--yes');
    const { err } = await box.run('status', '--name', 'other');
    expect(err).toContain('metaflow-azure status --simulate --name mine');
  });

  test('is looked for all the same where one says where', async () => {
    expect(await machine().run('status', '--name', 'other', ...place)).toMatchObject({
      code: 8,
      out: expect.stringContaining('missing'),
    });
  });
});
