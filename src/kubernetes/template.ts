import { readdirSync, readFileSync } from 'node:fs';
import { isPair, isScalar, parseAllDocuments, visit, type Document, type Scalar } from 'yaml';
import type { KubeObject } from '../gateways/ports.ts';
import { Problem } from '../problems/problem.ts';

/** The values of a template's holes. A map entry whose value is one hole goes away when that is `undefined`. */
export type Params = Readonly<Record<string, string | number | boolean | undefined>>;

const ROOT = new URL('../../templates/kubernetes/', import.meta.url);
const HOLE = /\$?\$\{(\w+)\}/g;
const ONE_HOLE = /^\$\{(\w+)\}$/;

/** What each template last made, and of what: a component that is waited for asks for the same every two seconds. */
const lastRendered = new Map<string, { readonly of: string; readonly objects: readonly KubeObject[] }>();

/**
 * The objects of `templates/kubernetes/<name>/*.yaml`, in the order of files and documents, with every hole filled.
 * They are shared: nobody changes them in place.
 */
export function renderTemplate(name: string, params: Params): readonly KubeObject[] {
  const of = JSON.stringify(params);
  const last = lastRendered.get(name);
  if (last?.of === of) return last.objects;
  const objects = renderAnew(name, params);
  lastRendered.set(name, { of, objects });
  return objects;
}

function renderAnew(name: string, params: Params): readonly KubeObject[] {
  const folder = new URL(`${name}/`, ROOT);
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .toSorted();
  return fillTemplate(
    name,
    files.map((file) => readFileSync(new URL(file, folder), 'utf8')).join('\n---\n'),
    params,
  );
}

/**
 * The objects of a YAML text with every `${hole}` filled; `$${` stands for a literal `${`.
 *
 * Holes are filled after parsing, inside scalars, so a value can never change the shape of a manifest. A scalar that is
 * one hole takes the type of its value.
 */
export function fillTemplate(name: string, text: string, params: Params): readonly KubeObject[] {
  const unused = new Set(Object.keys(params));
  const valueOf = (hole: string): Params[string] => {
    if (!(hole in params)) throw badTemplate(name, `has a hole "${hole}" that nobody fills`);
    unused.delete(hole);
    return params[hole];
  };
  const objects = parseAllDocuments(text)
    .filter(({ contents }) => contents !== null)
    .map((document) => {
      const [error] = document.errors;
      if (error !== undefined) throw badTemplate(name, `is not YAML: ${error.message}`);
      fillDocument(name, document, valueOf);
      return document.toJS() as KubeObject;
    });
  if (unused.size > 0) throw badTemplate(name, `has no hole for ${[...unused].join(', ')}`);
  return objects;
}

function fillDocument(name: string, document: Document, valueOf: (hole: string) => Params[string]): void {
  const fill = (node: Scalar): 'filled' | 'absent' => {
    if (typeof node.value !== 'string') return 'filled';
    const only = ONE_HOLE.exec(node.value)?.[1];
    if (only === undefined) {
      node.value = node.value.replace(HOLE, (hole, key: string) =>
        hole.startsWith('$$') ? hole.slice(1) : String(present(name, key, valueOf(key))),
      );
      return 'filled';
    }
    node.value = valueOf(only);
    return node.value === undefined ? 'absent' : 'filled';
  };
  visit(document, {
    Pair: (_, { value }) => (isScalar(value) && fill(value) === 'absent' ? visit.REMOVE : undefined),
    Scalar: (place, node, path) => {
      if (place === 'key' && /\$\{/.test(String(node.value))) throw badTemplate(name, 'has a hole in a key');
      if (isPair(path.at(-1))) return;
      if (fill(node) === 'absent') throw badTemplate(name, 'may leave out entries of maps only');
    },
  });
}

function present(name: string, hole: string, value: Params[string]): string | number | boolean {
  if (value === undefined) throw badTemplate(name, `needs a value for "${hole}"`);
  return value;
}

const badTemplate = (name: string, what: string): Problem =>
  new Problem('config.template-value', `the template ${name} ${what}`, {
    advice: [`See templates/kubernetes/${name}: every \${hole} needs a value, and every value a hole`],
  });
