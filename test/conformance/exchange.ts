/** One HTTP request and its answer as they stood on the wire. Header names are lower case; no body is the empty string. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string;
}

/** One thing that a published description of the service does not allow. */
export interface Violation {
  readonly service: 'arm' | 'graph' | 'kubernetes';
  readonly side: 'request' | 'response';
  /** Method, address without its query, and status: what a person looks for in the recording. */
  readonly call: string;
  /** Operation of the description, or '' when none fits. */
  readonly operation: string;
  readonly code: string;
  /** Where in the message, as a JSON pointer. */
  readonly at: string;
  readonly message: string;
}

/** A violation that is known to be the description's fault, and why. */
export interface Exception {
  readonly name: string;
  readonly reason: string;
  excuses(violation: Violation): boolean;
}

/** A whole use of the program: commands in order, against one simulated cloud and one home directory. */
export interface Journey {
  readonly name: string;
  readonly commands: readonly (readonly string[])[];
}

/**
 * What `test/support/run-cli.ts` offers to the judge: plays a journey in process against the simulator and hands over all
 * traffic in the order of the answers. It rejects when a command does not end with exit code 0.
 */
export type RecordJourney = (journey: Journey) => Promise<readonly Exchange[]>;

/** What a service's judge says of one side of one exchange, before it is known which exchange it was. */
export interface Finding {
  readonly side: 'request' | 'response';
  readonly code: string;
  readonly at: string;
  readonly message: string;
}

/** The findings of one exchange and the operation that they were judged by. */
export interface Verdict {
  readonly operation: string;
  readonly findings: readonly Finding[];
}

export function finding(side: Finding['side'], code: string, message: string, at = ''): Finding {
  return { side, code, message, at };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The JSON of a body, `undefined` for none, or the finding that it is not JSON. */
export function parseJson(side: Finding['side'], text: string): { value: unknown } | { broken: Finding } {
  if (text === '') return { value: undefined };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { broken: finding(side, 'NOT_JSON', `the body is not JSON: ${text.slice(0, 60)}`) };
  }
}
