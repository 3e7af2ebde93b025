import { armFaults, type Fault } from '../faults.ts';
import { identityFaults } from '../graph/fault-list.ts';
import { isObject, type JsonObject } from '../json.ts';
import { networkFaults } from '../network-faults.ts';
import { kubernetesFaults } from '../kubernetes/strikes.ts';
import { knobsOf } from './knobs.ts';

/** Every fault that there is, with what its knobs mean. */
export const knownFaults: Readonly<Record<string, string>> = {
  ...armFaults,
  ...identityFaults,
  ...kubernetesFaults,
  ...networkFaults,
};

/** Why a fault cannot be switched on, or the fault. */
export type Understood = { readonly fault: Fault } | { readonly problem: string };

/** Members of a fault that are no knobs. */
const ownMembers = ['match', 'times', 'skip'];

/** A fault from what was typed: `ID`, `ID={"knob":1}` or `ID=knob=1,other=two`. */
export function faultFromText(text: string): Understood {
  const at = text.indexOf('=');
  const id = at < 0 ? text : text.slice(0, at);
  const rest = at < 0 ? '' : text.slice(at + 1).trim();
  const knobs = rest.startsWith('{') ? json(rest) : pairs(rest);
  if (knobs === undefined)
    return { problem: `What follows "${id}=" is neither JSON nor key=value,…: ${rest}` };
  const given = Object.entries(knobs);
  return faultFromJson({
    id,
    ...Object.fromEntries(given.filter(([key]) => ownMembers.includes(key))),
    knobs: Object.fromEntries(given.filter(([key]) => !ownMembers.includes(key))),
  });
}

/** A fault from JSON: `id`, and if wanted `match`, `times`, `skip` and `knobs`. */
export function faultFromJson(given: unknown): Understood {
  if (!isObject(given)) return { problem: 'A fault is an object with an id.' };
  const { id, match, times, skip, knobs = {}, ...others } = given;
  if (typeof id !== 'string' || !Object.hasOwn(knownFaults, id)) {
    return {
      problem: `There is no fault "${String(id)}". These are there: ${Object.keys(knownFaults).join(', ')}`,
    };
  }
  const [unknown] = Object.keys(others);
  if (unknown !== undefined)
    return { problem: `A fault has no "${unknown}": id, match, times, skip and knobs.` };
  if (!isPattern(match)) return { problem: `match of ${id} is no regular expression.` };
  for (const [name, count] of Object.entries({ times, skip })) {
    if (count !== undefined && !(Number.isInteger(count) && Number(count) >= 0)) {
      return { problem: `${name} of ${id} is no whole number.` };
    }
  }
  if (!isObject(knobs)) return { problem: `The knobs of ${id} are no object.` };
  const strange = Object.keys(knobs).find((knob) => !knobsOf(id).includes(knob));
  if (strange !== undefined) {
    const has = knobsOf(id).length === 0 ? 'none' : knobsOf(id).join(', ');
    return {
      problem: `${id} has no knob "${strange}". Its knobs: ${has}. Every fault has match, times, skip.`,
    };
  }
  const counts = {
    ...(times === undefined ? {} : { times: Number(times) }),
    ...(skip === undefined ? {} : { skip: Number(skip) }),
  };
  return { fault: { id, ...(match === undefined ? {} : { match }), ...counts, knobs } };
}

function json(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function pairs(text: string): JsonObject | undefined {
  if (text === '') return {};
  const parts = text.split(',').map((part) => /^([^=]+)=(.*)$/s.exec(part));
  if (parts.includes(null)) return undefined;
  return Object.fromEntries(parts.map((part) => [part?.[1] ?? '', scalar(part?.[2] ?? '')]));
}

function scalar(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isPattern(value: unknown): value is string | undefined {
  try {
    return value === undefined || (typeof value === 'string' && new RegExp(value) instanceof RegExp);
  } catch {
    return false;
  }
}
