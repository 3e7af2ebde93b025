import type { ProblemCode } from './problem.ts';

/** What was being done when the cloud refused, for the words of the problem. */
export interface About {
  /** `prove`: trying whether a secret or a right that was just given works already. */
  readonly doing: 'read' | 'create' | 'change' | 'remove' | 'sign-in' | 'prove';
  /** The title of the thing, as it begins a sentence. */
  readonly what: string;
  /** The id of the resource. */
  readonly id?: string;
}

/** All that a refusal says, whichever of its many shapes it came in. */
export interface Facts extends About {
  /** HTTP status. A long-running operation that failed has none: its poll was answered 200. */
  readonly status: number | undefined;
  /** Azure's code as it spells it, `AADSTS…` for sign-ins, empty when there is none. */
  readonly azureCode: string;
  /** The code, the subcode and the codes of all details, in lower case. */
  readonly codes: readonly string[];
  /** Azure's own words as they came: for finding out, never for showing. */
  readonly said: string;
  /** Azure's own words, fit to be shown. */
  readonly message: string;
  /** What the details add, fit to be shown. */
  readonly details: readonly string[];
  readonly method: string | undefined;
  /** Path of the request, without its query. */
  readonly path: string;
  /** Display names of the policies that refused. */
  readonly policies: readonly string[];
  /** The `az login …` that Azure itself asks for. */
  readonly login: string | undefined;
  readonly requestId: string | undefined;
}

/** What a refusal must look like for a rule to speak. Everything that is given must hold; a list means any of it. */
export interface When {
  readonly status?: number | readonly number[];
  readonly azureCode?: string | readonly string[];
  /** Only where the code does not say enough: texts change (RoleAssignmentExists did in August 2025). */
  readonly message?: RegExp;
  readonly method?: string | readonly string[];
  /** Matches the path of the request. */
  readonly type?: RegExp;
  readonly doing?: About['doing'];
}

/** What one kind of refusal means to the person, and whether it passes by itself. */
export interface Rule {
  readonly code: ProblemCode;
  readonly when: When;
  readonly retrySeconds?: number;
  readonly say: (facts: Facts) => string;
  readonly advice: (facts: Facts) => readonly string[];
}

/** The command that goes on with what was being done. */
export const again = ({ doing }: Facts): string =>
  doing === 'remove' ? 'metaflow-azure down' : 'metaflow-azure up';
/** The advice for what passes by itself. */
export const later = (facts: Facts): readonly string[] => [`${again(facts)}    goes on from here`];
/** Azure's own words behind ours. */
export const saying = (ours: string, { message }: Facts): string =>
  message === '' ? ours : `${ours}: ${message}`;
