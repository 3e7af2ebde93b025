import { describe, expect, test } from '@jest/globals';
import {
  compareProfile,
  profilePath,
  profileText,
  writeProfile,
} from '../../../src/local/metaflow-profile.ts';
import { memoryFiles } from '../../support/files.ts';

const place = { env: {}, home: '/home/ada', cwd: '/project' };
const ours = { METAFLOW_B: 'two', METAFLOW_A: true };
const path = '/home/ada/.metaflowconfig/config.json';

describe('the Metaflow profile', () => {
  test.each([
    [place, path],
    [{ ...place, profile: 'azure' }, '/home/ada/.metaflowconfig/config_azure.json'],
    [{ ...place, env: { METAFLOW_PROFILE: 'p' } }, '/home/ada/.metaflowconfig/config_p.json'],
    [{ ...place, env: { METAFLOW_HOME: '~/mf' } }, '/home/ada/mf/config.json'],
    [{ ...place, env: { METAFLOW_HOME: '/mf' }, profile: 'p' }, '/mf/config_p.json'],
    [{ ...place, path: 'here.json' }, '/project/here.json'],
  ])('of %p lies where Metaflow looks', (where, expected) => {
    expect(profilePath(where)).toBe(expected);
  });

  test('cannot leave its folder by its name', () => {
    expect(() => profilePath({ ...place, profile: '../../x' })).toThrow('is no name for a Metaflow profile');
  });

  test('is written as Metaflow writes it: sorted, four spaces', () => {
    expect(profileText(ours)).toBe('{\n    "METAFLOW_A": true,\n    "METAFLOW_B": "two"\n}');
  });

  test('shows what would change and what stays', () => {
    const files = memoryFiles({ [path]: '{"METAFLOW_A": true, "METAFLOW_B": "one", "METAFLOW_S3": "kept"}' });
    expect(compareProfile(files, path, ours)).toMatchObject({
      changes: [{ key: 'METAFLOW_B', from: 'one', to: 'two' }],
      kept: ['METAFLOW_S3'],
    });
  });

  test('keeps foreign keys and a dated backup', () => {
    const before = '{"METAFLOW_S3": "kept"}';
    const files = memoryFiles({ [path]: before });
    const backup = writeProfile(files, compareProfile(files, path, ours), Date.UTC(2026, 10, 24, 12, 30));
    expect(backup).toBe(`${path}.2026-11-24T12-30-00.bak`);
    expect(files.disk.get(backup ?? '')).toBe(before);
    expect(JSON.parse(files.disk.get(path) ?? '')).toEqual({ ...ours, METAFLOW_S3: 'kept' });
  });

  test('leaves a file alone that is no profile', () => {
    const files = memoryFiles({ [path]: 'not json' });
    expect(() => compareProfile(files, path, ours)).toThrow('is not a JSON object');
  });
});
