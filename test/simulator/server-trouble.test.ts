import { expect, test } from '@jest/globals';
import { fuzz } from '../soak/fuzz.ts';
import { live } from '../soak/life.ts';
import { withServer } from './server-rig.ts';

const seed = Number(process.env['SOAK_SEED'] ?? 1);

test('malformed input of every kind is refused, never with 500', async () => {
  const { statuses, wrong } = await withServer((rig) => fuzz(rig, seed, 200));
  expect({ seed, wrong }).toEqual({ seed, wrong: [] });
  expect(statuses['400']).toBeGreaterThan(20);
}, 60_000);

test('fifty clients at a time leave a sound tree after every request, and lists that say what is there', async () => {
  const { statuses, wrong } = await withServer((rig) => live(rig, seed, { requests: 500 }));
  expect({ seed, wrong }).toEqual({ seed, wrong: [] });
  expect(Object.values(statuses).reduce((sum, count) => sum + count)).toBe(500);
}, 60_000);

test('a body that is too long for its host is refused with 413 before it is read', () =>
  withServer(async ({ direct, authorization }) => {
    const headers = await authorization();
    const body = 'x'.repeat(5 * 1024 * 1024);
    const path =
      '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/rg?api-version=2021-04-01';
    const got = await direct(path, { method: 'PUT', headers, body }).catch((error: Error) => error.message);
    // The connection may end before a client has noticed the answer.
    expect(typeof got === 'string' ? 413 : got.status).toBe(413);
  }));
