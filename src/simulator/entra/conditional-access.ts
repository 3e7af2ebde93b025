import type { Surroundings } from '../ports.ts';
import { refuse, type Refusal } from './login-errors.ts';

/** A rule of the tenant that guards Graph alone: the same person has tokens for everything else. */
export function keptOut({ faults }: Surroundings, audience: string): Refusal | undefined {
  const isGraph = /graph\.microsoft\.com/.test(audience);
  return isGraph && faults.take('auth.caGraphOnly', `POST token ${audience}`) !== undefined
    ? refuse(53003)
    : undefined;
}
