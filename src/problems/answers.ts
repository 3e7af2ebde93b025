/** One answer of the cloud as it stood on the wire. Header names are lower case. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly method?: string;
  readonly url?: string;
}

/** What an error body says, whichever of the shapes it has. */
export interface Said {
  readonly code: string;
  readonly message: string;
  readonly codes: readonly string[];
  readonly details: readonly string[];
  readonly policies: readonly string[];
  readonly requestId: string | undefined;
  /** What a poll says of its operation, such as InProgress; empty for everything else. */
  readonly operation: string;
  /** The operation ended badly: then the HTTP status means nothing. */
  readonly operationFailed: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const fields = (value: unknown): Fields => (isFields(value) ? value : {});
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

/** Some SDK clients throw the body away (AKS: no details, no text): it is kept here by its request. */
const kept = new WeakMap<object, Answer>();

/** Remembers the answer to `request` for whoever explains the error that an SDK makes of it. */
export const keepAnswer = (request: object, answer: Answer): void => void kept.set(request, answer);
/** The last bad answer to `request`. */
export const answerTo = (request: object): Answer | undefined => kept.get(request);

/** Reads an error body: nested, flat (AKS, private DNS), OAuth, XML (blobs), or none of these. */
export function readBody({ body, headers }: Pick<Answer, 'body' | 'headers'>): Said {
  const whole = parse(body.replace(/^\uFEFF/, ''));
  const error = errorOf(whole);
  const details = list(error['details']);
  const status = text(whole['status']);
  const operationFailed = /^(failed|cancell?ed)$/i.test(status);
  const description = text(error['error_description']);
  const code =
    /AADSTS\d+/.exec(description)?.[0] ??
    (text(error['code']) ||
      text(headers['x-ms-error-code']) ||
      (operationFailed && isCancelled(status) ? status : ''));
  const codes = [code, text(error['subcode']), ...details.map((detail) => text(detail['code']))];
  return {
    code,
    message: text(error['message']) || text(error['Message']) || description,
    codes: codes.filter((each) => each !== '').map((each) => each.toLowerCase()),
    details: details.map((detail) => text(detail['message'])).filter((each) => each !== ''),
    policies: policiesOf([error, ...details]),
    requestId: text(fields(error['innerError'])['request-id']) || undefined,
    operation: status,
    operationFailed,
  };
}

const isCancelled = (status: string): boolean => /^cancell?ed$/i.test(status);

function errorOf(whole: Fields): Fields {
  if (isFields(whole['error'])) return whole['error'];
  const { error } = fields(whole['properties']);
  return isFields(error) ? error : whole;
}

function parse(body: string): Fields {
  const code = /<Code>([^<]*)<\/Code>/.exec(body)?.[1];
  if (code !== undefined) return { code, message: /<Message>([^<]*)<\/Message>/.exec(body)?.[1] ?? '' };
  try {
    return fields(JSON.parse(body));
  } catch {
    // A gateway's HTML page, or nothing at all: its status has to speak.
    return {};
  }
}

/** The names under which people know the policies that refused; the older wording has them in the message. */
function policiesOf(errors: readonly Fields[]): readonly string[] {
  const named = errors
    .flatMap((error) => list(error['additionalInfo']))
    .map(({ info }) => fields(info))
    .map(
      (info) =>
        text(info['policyAssignmentDisplayName']) ||
        text(info['policyDefinitionDisplayName']) ||
        text(info['policyAssignmentName']),
    );
  const worded = errors.flatMap((error) =>
    [...text(error['message']).matchAll(/"policyAssignment":\{"name":"([^"]+)"/g)].map(
      ([, name = '']) => name,
    ),
  );
  return [...new Set([...named, ...worded])].filter((name) => name !== '');
}
