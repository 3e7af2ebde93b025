import { Problem } from './problem.ts';

/** What was being done when the cloud refused, for the words of the problem. */
export interface About {
  /** `prove`: trying whether a secret or a right that was just given works already. */
  readonly doing: 'read' | 'create' | 'change' | 'remove' | 'sign-in' | 'prove';
  /** The title of the thing, as it begins a sentence. */
  readonly what: string;
  /** The id of the resource. */
  readonly id?: string;
}

/** The problem behind what a cloud call threw; what Azure and the network did not cause comes back as it is. */
export function problemFrom(error: unknown, about: About): unknown {
  if (error instanceof Problem || !(error instanceof Error) || !('statusCode' in error)) return error;
  return new Problem('azure.refused', `${about.what}: ${error.message}`, { cause: error });
}
