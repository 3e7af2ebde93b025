import { expect, test } from '@jest/globals';
import { faultFromJson, knownFaults } from '../../src/simulator/server/faults.ts';
import { knobsOf } from '../../src/simulator/server/knobs.ts';
import { faultJourneys } from '../faults/fault-journeys.ts';

/** The knob that is told of in words other than its name. */
const words: Readonly<Record<string, RegExp>> = {
  'k8s match': /about "|seconds/,
};

const isTold = (id: string, knob: string): boolean => {
  const pattern = words[`${id.split('.')[0] ?? ''} ${knob}`] ?? new RegExp(`\\b${knob}\\b`, 'i');
  return pattern.test(knownFaults[id] ?? '');
};

/** What the table says behind a colon or "knob" is a name of one. */
const named = (meaning: string): string[] => [
  ...[...meaning.matchAll(/\bknob (\w+)/g)].map(([, knob]) => knob ?? ''),
  ...(/\b(seconds)\b/.test(meaning) && !meaning.includes('retryAfter') ? ['seconds'] : []),
];

test('a fault takes the knobs that the table of faults tells of, and no others', () => {
  for (const [id, meaning] of Object.entries(knownFaults)) {
    expect([id, knobsOf(id).filter((knob) => !isTold(id, knob))]).toEqual([id, []]);
    expect([id, named(meaning).filter((knob) => !knobsOf(id).includes(knob))]).toEqual([id, []]);
    const all = Object.fromEntries(knobsOf(id).map((knob) => [knob, 1]));
    expect(faultFromJson({ id, knobs: all })).toHaveProperty('fault');
    expect(faultFromJson({ id, knobs: { ...all, nonsense: 1 } })).toHaveProperty('problem');
  }
  const tried = Object.values(faultJourneys).flatMap((rows) =>
    rows.map(({ id, knobs = {} }) => ({ id, knobs })),
  );
  expect(tried.filter((fault) => 'problem' in faultFromJson(fault))).toEqual([]);
});
