import { describe, expect, test } from '@jest/globals';
import { readConfigFile } from '../../../src/config/file.ts';

describe('the configuration file', () => {
  test('is YAML with the keys of the schema', async () => {
    const text = '# ours\nlocation: eastus2\ntags:\n  team: ml\n';
    await expect(readConfigFile('/c.yaml', text)).resolves.toEqual({
      location: 'eastus2',
      tags: { team: 'ml' },
    });
  });

  test('may be empty', async () => {
    await expect(readConfigFile('/c.yaml', '# nothing yet\n')).resolves.toEqual({});
  });

  test.each([
    ['loction: x', '"loction" (did you mean location?)'],
    ['node_size: x', '"node_size" (did you mean nodeSize?)'],
    ['qqqqqqqqqqqq: x', '"qqqqqqqqqqqq"'],
  ])('names an unknown key: %s', async (text, says) => {
    await expect(readConfigFile('/c.yaml', text)).rejects.toMatchObject({
      code: 'config.invalid',
      message: expect.stringContaining(says),
    });
  });

  test.each([['- a\n- b'], ['just text'], ['a: [1']])('refuses what is no table: %p', async (text) => {
    await expect(readConfigFile('/c.yaml', text)).rejects.toMatchObject({ code: 'config.unreadable' });
  });
});
