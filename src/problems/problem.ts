/** Who can mend a problem, and with it the exit code: see `exit-codes.ts`. */
export type ProblemFamily =
  'config' | 'sign-in' | 'access' | 'azure' | 'kubernetes' | 'step' | 'state' | 'leftovers' | 'cancelled';

/** Two words that a person can search for: `azure.quota`, `state.locked`. */
export type ProblemCode = `${ProblemFamily}.${string}`;

export interface ProblemOptions extends ErrorOptions {
  /** What to do, one entry a way out; commands stand on their own. */
  readonly advice?: readonly string[];
  /** The same call may succeed when repeated within this many seconds: Azure is busy or has not caught up yet. */
  readonly retrySeconds?: number;
  /** Request id of the cloud, for its support. */
  readonly requestId?: string;
  /** Ids of resources that this is about. */
  readonly about?: readonly string[];
}

/** A failure that we expected and can explain. Anything else that is thrown is a bug of ours. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly advice: readonly string[];
  readonly retrySeconds: number | undefined;
  readonly requestId: string | undefined;
  readonly about: readonly string[];

  constructor(code: ProblemCode, message: string, options: ProblemOptions = {}) {
    super(message, options);
    this.code = code;
    this.advice = options.advice ?? [];
    this.retrySeconds = options.retrySeconds;
    this.requestId = options.requestId;
    this.about = options.about ?? [];
  }
}
