import { createRequire } from 'node:module';
import type { Finding } from './exchange.ts';
import { finding } from './exchange.ts';

// The judge's own dependencies live in test/conformance/node_modules and may be absent when the root is
// type-checked: hence `require` and these few lines of types.
interface AjvError {
  readonly instancePath: string;
  readonly keyword: string;
  readonly message?: string;
  readonly params: Readonly<Record<string, unknown>>;
}
interface Validate {
  (value: unknown): boolean;
  readonly errors?: readonly AjvError[] | null;
}
interface Ajv {
  addSchema(schema: object): void;
  addFormat(name: string, format: true): void;
  compile(schema: object): Validate;
}
interface AjvModule {
  readonly default: new (options: object) => Ajv;
}

const require = createRequire(import.meta.url);

export type Check = (side: Finding['side'], value: unknown) => readonly Finding[];

/** A compiler of JSON schemas that may refer to `definitions`, with the formats that Microsoft and Kubernetes use. */
export function createSchemas(definitions: object): { compile(schema: object): Check } {
  const { default: AjvClass } = require('ajv') as AjvModule;
  const { default: addFormats } = require('ajv-formats') as { default: (ajv: Ajv) => void };
  const ajv = new AjvClass({ strict: false, allErrors: true });
  addFormats(ajv);
  for (const name of ['int32', 'int64', 'double', 'byte', 'int-or-string']) ajv.addFormat(name, true);
  ajv.addSchema({ $id: 'all', definitions });
  return {
    compile(schema) {
      const moved = JSON.parse(JSON.stringify(schema).replaceAll('"#/definitions/', '"all#/definitions/'));
      const validate = ajv.compile(moved as object);
      return (side, value) =>
        validate(value)
          ? []
          : withoutAlternatives(validate.errors ?? []).map((error) => describe(side, error));
    },
  };
}

/** `anyOf [X, null]` reports its null branch as well: that line tells nobody anything. */
function withoutAlternatives(errors: readonly AjvError[]): readonly AjvError[] {
  const telling = errors.filter((e) => e.keyword !== 'anyOf' && e.params['type'] !== 'null');
  return telling.length > 0 ? telling : errors;
}

function describe(side: Finding['side'], error: AjvError): Finding {
  const named = error.params['additionalProperty'] ?? error.params['allowedValues'];
  const detail = named === undefined ? '' : `: ${JSON.stringify(named)}`;
  return finding(side, error.keyword, `${error.message ?? 'does not fit'}${detail}`, error.instancePath);
}
