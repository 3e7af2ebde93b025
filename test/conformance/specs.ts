import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';

// As much of oav 4.0.3 as is used here. `operationSearcher` is not documented: the version is pinned.
interface Match {
  readonly operation: { readonly operationId: string; readonly _path: { readonly _pathTemplate: string } };
}
interface Parsed {
  readonly providerNamespace: string;
  readonly apiVersion: string;
}
interface Outcome {
  readonly isSuccessful?: boolean;
  readonly runtimeException?: { readonly code: string; readonly message: string };
  readonly errors: readonly SpecError[];
}
interface Validator {
  readonly operationSearcher: {
    getPotentialOperations(parsed: Parsed): { readonly matches: readonly Match[] };
  };
  initialize(): Promise<void>;
  validateLiveRequest(request: object, options: object, operation: object): Promise<Outcome>;
  validateLiveResponse(
    response: object,
    request: object,
    options: object,
    operation: object,
  ): Promise<Outcome>;
}
interface Oav {
  readonly LiveValidator: new (options: object, log: () => void) => Validator;
  readonly parseValidationRequest: (url: string, method: string, headers: object) => Parsed;
}
interface SpecLock {
  readonly sets: Readonly<Record<string, Readonly<Record<string, { readonly load: readonly string[] }>>>>;
}

export interface SpecError {
  readonly code: string;
  readonly message: string;
  readonly pathsInPayload?: readonly string[];
}

/** An operation of the description that fits a request. */
export interface Operation {
  readonly id: string;
  request(headers: Headers, body: unknown): Promise<readonly SpecError[]>;
  response(status: number, headers: Headers, body: unknown): Promise<readonly SpecError[]>;
}
type Headers = Readonly<Record<string, string>>;

export interface Specs {
  find(method: string, url: string): Operation | undefined;
  close(): void;
}

/** The api-versions that the SDKs of this repository send; the specs' lock file names them so. */
const SET = 'node24';

/** Loads Microsoft's descriptions of the ARM services. Validators compile per operation, on first use. */
export async function openSpecs(folder: string): Promise<Specs> {
  const { LiveValidator, parseValidationRequest } = createRequire(import.meta.url)('oav') as Oav;
  const lock = JSON.parse(fs.readFileSync(path.join(folder, 'spec.lock.json'), 'utf8')) as SpecLock;
  const files = Object.values(lock.sets[SET] ?? {}).flatMap(({ load }) => load);
  if (files.length === 0) throw new Error(`spec.lock.json has no set ${SET}`);
  const strict = copyStrictly(folder);
  const validator = new LiveValidator(
    {
      directory: strict,
      swaggerPaths: files.map((file) => path.join(strict, file)),
      loadValidatorInBackground: false,
      loadValidatorInInitialize: false,
      isArmCall: true,
    },
    () => undefined,
  );
  await validator.initialize();

  return {
    find(method, url) {
      const parsed = parseValidationRequest(url, method, {});
      for (const providerNamespace of buckets(parsed, url)) {
        const wanted = { ...parsed, providerNamespace };
        const match = mostLiteral(validator.operationSearcher.getPotentialOperations(wanted).matches);
        if (match !== undefined) return bind(validator, match, { method, url, parsed: wanted });
      }
      return undefined;
    },
    close: () => fs.rmSync(strict, { recursive: true, force: true }),
  };
}

/**
 * Where to look. oav files addresses without a literal provider under `microsoft.unknown`, and takes the {namespace} of
 * `/subscriptions/{id}/providers/{namespace}/register` for such a literal.
 */
function buckets({ providerNamespace }: Parsed, url: string): readonly string[] {
  const ofSubscription = /^\/subscriptions\/[^/]+\/providers\/[^/]+(\/(un)?register)?$/i;
  const unknown = 'microsoft.unknown';
  return ofSubscription.test(new URL(url).pathname)
    ? [unknown, providerNamespace]
    : [providerNamespace, unknown];
}

/**
 * `…/virtualNetworkLinks/{name}` and `…/{recordType}/{name}` both fit: the one that says more is meant. One that says
 * nothing, as `/{roleAssignmentId}` does, fits anything and proves nothing.
 */
function mostLiteral(matches: readonly Match[]): Match | undefined {
  const words = ({
    operation: {
      _path: { _pathTemplate: template },
    },
  }: Match): number => template.split('/').filter((part) => part !== '' && !part.startsWith('{')).length;
  const [best] = matches.toSorted((a, b) => words(b) - words(a));
  return best === undefined || words(best) === 0 ? undefined : best;
}

function bind(
  validator: Validator,
  match: Match,
  { method, url, parsed }: { method: string; url: string; parsed: Parsed },
): Operation {
  const { operationId } = match.operation;
  // oav changes whatever it is given, this hint too: everything is made anew for each call.
  const hint = () => ({
    apiVersion: parsed.apiVersion,
    operationId,
    validationRequest: { ...parsed },
    operationMatch: { ...match },
  });
  return {
    id: operationId,
    async request(headers, body) {
      const request = { method, url, headers: { ...headers }, body: structuredClone(body) };
      return errorsOf(await validator.validateLiveRequest(request, {}, hint()));
    },
    async response(status, headers, body) {
      const response = { statusCode: String(status), headers: { ...headers }, body: structuredClone(body) };
      return errorsOf(await validator.validateLiveResponse(response, { method, url }, {}, hint()));
    },
  };
}

/** `isSuccessful` is undefined, not false, when oav itself failed: silence must not look like assent. */
function errorsOf({ isSuccessful, runtimeException, errors }: Outcome): readonly SpecError[] {
  const all = runtimeException === undefined ? errors : [runtimeException, ...errors];
  if (isSuccessful === true || all.length > 0) return all;
  return [{ code: 'NOT_JUDGED', message: 'oav gave no verdict' }];
}

/** oav lets any value of an "open" enum pass, and nearly all of ARM's are open: this copy closes them. */
function copyStrictly(folder: string): string {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'arm-specs-'));
  for (const part of ['specification', 'overlay']) {
    for (const file of fs.globSync('**/*.json', { cwd: path.join(folder, part) })) {
      const text = fs.readFileSync(path.join(folder, part, file), 'utf8').replace(/^\uFEFF/, '');
      const target = path.join(copy, part, file);
      fs.mkdirSync(path.dirname(target), { recursive: true });
      fs.writeFileSync(target, text.replaceAll(/("modelAsString"\s*:\s*)true/g, '$1false'));
    }
  }
  return copy;
}
