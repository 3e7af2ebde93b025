import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from '@jest/globals';

const SRC = new URL('../src/', import.meta.url).pathname;
const sources = new Map(
  readdirSync(SRC, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .toSorted()
    .map((path) => [path, readFileSync(join(SRC, path), 'utf8')] as const),
);

/** Files that stand for themselves in the table; every other file stands for its folder. */
const OWN = [
  'stack.ts',
  'world.ts',
  'gateways/ports.ts',
  'app/ports.ts',
  'cli/entry.ts',
  'cli/compose.ts',
  'cli/clouds.ts',
  'cli/commands/simulator.ts',
];
/** Folders within folders that stand for themselves. */
const OWN_FOLDERS = ['simulator/server'];
const AZURE = '@azure/arm-*';
const definitions = {
  values: 'azure entra world config problems util node:crypto',
  types: `engine gateways/ports ${AZURE}`,
};

/** Who may import what: values as code, and types (which every value's owner gives too). */
const ALLOWED: Readonly<Record<string, { readonly values: string; readonly types?: string }>> = {
  util: { values: 'node:crypto node:util' },
  problems: { values: 'util' },
  engine: { values: 'problems util' },
  config: { values: 'problems util zod yaml node:path' },
  'gateways/ports': { values: '', types: `engine ${AZURE}` },
  world: { values: 'engine', types: 'config gateways/ports problems util' },
  azure: definitions,
  entra: definitions,
  kubernetes: { values: `${definitions.values} node:fs yaml`, types: definitions.types },
  local: { values: 'config problems util state node:path', types: 'world engine' },
  stack: { values: 'azure entra kubernetes local', types: 'engine' },
  preflight: { values: 'config problems util', types: `engine world gateways/ports ${AZURE}` },
  'app/ports': { values: '', types: 'config engine preflight world' },
  app: {
    values: 'stack engine config preflight azure entra kubernetes local problems util',
    types: 'app/ports world gateways/ports state',
  },
  state: { values: 'config problems util zod node:fs node:module node:path', types: 'engine app/ports' },
  gateways: {
    values: `problems util ${AZURE} @azure/identity @kubernetes/client-node @microsoft/microsoft-graph-client`,
    types: 'gateways/ports engine world config',
  },
  // The door for client-node answers in that client's own classes; it loads them when it is opened.
  simulator: { values: 'yaml node:crypto @kubernetes/client-node', types: '' },
  'simulator/server': {
    values: 'simulator node:child_process node:crypto node:http node:https node:net node:tls',
    types: '',
  },
  cli: {
    values:
      'app cli/commands/simulator config local problems state util commander inquirer ora node:fs node:path node:util',
    types: 'app/ports engine world',
  },
  'cli/clouds': {
    values: 'gateways simulator problems state node:path',
    types: 'cli config engine gateways/ports @azure/identity',
  },
  'cli/commands/simulator': { values: 'cli problems simulator simulator/server state node:path', types: '' },
  'cli/compose': {
    values: 'cli cli/clouds gateways config problems state',
    types: 'app/ports engine gateways/ports world',
  },
  'cli/entry': {
    values: 'cli cli/compose state node:crypto node:os node:timers/promises',
    types: 'engine',
  },
};

/** Where the world outside comes in. Everybody else is given time, chance, files and streams as arguments. */
const ONLY_IN: readonly { readonly what: RegExp; readonly files: readonly string[] }[] = [
  {
    what: /\bDate\.now\b|\bnew Date\(\)|\bset(Timeout|Interval)\(|\bMath\.random\b|\brandom(UUID|Bytes)\b|\bperformance\.now\b|'node:timers/,
    files: ['cli/entry.ts', 'simulator/clock.ts', 'state/real-files.ts'],
  },
  { what: /\bconsole\.|\bprocess\.|'node:process'/, files: ['cli/', 'state/real-files.ts'] },
  {
    what: /'(node:)?fs/,
    files: ['state/real-files.ts', 'kubernetes/template.ts', 'cli/help.ts', 'cli/version.ts'],
  },
  { what: /'node:(child_process|os)'/, files: ['cli/entry.ts', 'simulator/server/programs.ts'] },
  { what: /'node:(net|http|https|tls)'/, files: ['simulator/server/'] },
  { what: /\beval\(|\bnew Function\(|@ts-(ignore|nocheck|expect-error)/, files: [] },
];

/** What a person never sees unless the program is wrong. Everything that can happen is a Problem. */
const INVARIANTS = [
  'two tasks share an id',
  'these tasks wait for each other',
  'the last lifetime is either accepted or refused',
  'the last rule matches everything',
  'an answer of the SDK always passes onResponse',
  'not a request to Graph',
];

interface Import {
  readonly from: string;
  /** A path below src, or the name of a package. */
  readonly to: string;
  readonly isType: boolean;
  /** Loaded when it is needed, not when the program starts. */
  readonly isLate: boolean;
}
const imports: readonly Import[] = [...sources].flatMap(([from, text]) => {
  const pattern =
    /^(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|^import\s+'([^']+)'|(typeof\s+)?\bimport\('([^']+)'\)/gm;
  return [...text.matchAll(pattern)].map(([, type, named, bare, typeOf, dynamic]) => {
    const specifier = named ?? bare ?? dynamic ?? '';
    const to = specifier.startsWith('.') ? normalize(join(dirname(from), specifier)) : specifier;
    return { from, to, isType: type !== undefined || typeOf !== undefined, isLate: dynamic !== undefined };
  });
});

const unitOf = (path: string): string => {
  if (OWN.includes(path)) return path.replace('.ts', '');
  const folder = OWN_FOLDERS.find((own) => path.startsWith(`${own}/`));
  if (folder !== undefined) return folder;
  return sources.has(path) ? (path.split('/')[0] ?? '') : path.replace(/^@azure\/arm-.*/, AZURE);
};

/** The code without what is only said: comments and texts are blanked, lines stay. */
const codeOf = (text: string): string =>
  text
    .replace(/(?<=^|\s)\/\*[\s\S]*?\*\//gm, (comment) => comment.replace(/[^\n]/g, ''))
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''")
    .replace(/(^|\s)\/\/.*$/gm, '$1');

/** `file:line` of each line of the code that matches. */
const places = (pattern: RegExp, path: string, text: string): string[] =>
  text
    .split('\n')
    .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line.trim()}`] : []));
const everywhere = (pattern: RegExp, read: (text: string) => string = codeOf): string[] =>
  [...sources].flatMap(([path, text]) => places(pattern, path, read(text)));
const plain = (text: string): string => text;

describe('imports', () => {
  test('are found', () => {
    expect(imports.length).toBeGreaterThan(300);
    expect(imports.filter(({ isType }) => isType).length).toBeGreaterThan(50);
    expect(
      imports.filter(({ to }) => to.startsWith('.') || (to.endsWith('.ts') && !sources.has(to))),
    ).toEqual([]);
  });

  test('go only where the table allows', () => {
    const wrong = imports.filter(({ from, to, isType }) => {
      const [user, used] = [unitOf(from), unitOf(to)];
      const { values = '', types = '' } = ALLOWED[user] ?? {};
      return user !== used && !`${values} ${isType ? types : ''}`.split(' ').includes(used);
    });
    expect(wrong.map(({ from, to, isType }) => `${from} -> ${isType ? 'type ' : ''}${to}`)).toEqual([]);
  });

  test('have a row in the table for every folder, and for nothing else', () => {
    const folders = [...new Set([...sources.keys()].map(unitOf))];
    expect(folders.toSorted()).toEqual(Object.keys(ALLOWED).toSorted());
  });

  const code = imports.filter(({ to, isType }) => sources.has(to) && !isType);

  test('form no cycle', () => {
    expect(() => depths(code)).not.toThrow();
    expect(() =>
      depths([...code, { from: 'world.ts', to: 'stack.ts', isType: false, isLate: false }]),
    ).toThrow('a cycle');
  });

  test('form chains of at most 12 modules (the simulator 15, its server 16), from definition to definition uncounted', () => {
    // `needs` lead through the definitions as the deployment itself does: that is no layering.
    const isDefinition = (path: string): boolean => /^(azure|entra|kubernetes)\//.test(path);
    const deep = [
      ...depths(
        code.filter(({ isLate }) => !isLate),
        (from, to) => (isDefinition(from) && isDefinition(to) ? 0 : 1),
      ),
    ];
    const most = (path: string): number =>
      path.startsWith('simulator/server/') ? 16 : path.startsWith('simulator/') ? 15 : 12;
    expect(deep.filter(([path, depth]) => depth > most(path))).toEqual([]);
  });
});

describe('the world outside', () => {
  test.each(ONLY_IN)('$what is only in $files', ({ what, files }) => {
    const isAllowed = (place: string): boolean => files.some((file) => place.startsWith(file));
    const read = String(what).includes("'") || String(what).includes('@ts') ? plain : codeOf;
    expect(everywhere(what, read).filter((place) => !isAllowed(place))).toEqual([]);
  });
});

describe('modules', () => {
  test('have no default export and are no barrels', () => {
    expect(everywhere(/\bexport default\b|\bexport \*/)).toEqual([]);
    expect([...sources.keys()].filter((path) => /(^|\/)index\.ts$/.test(path))).toEqual([]);
  });

  test('are named in lower case with dashes', () => {
    expect([...sources.keys()].filter((path) => !/^([a-z0-9-]+\/)*[a-z0-9-]+\.ts$/.test(path))).toEqual([]);
  });

  test('have at most 250 lines', () => {
    const long = [...sources].map(([path, text]) => [path, text.trimEnd().split('\n').length] as const);
    expect(long.filter(([, lines]) => lines > 250)).toEqual([]);
  });

  test('have functions of at most 50 lines', () => {
    expect([...sources].flatMap(([path, text]) => longFunctions(path, codeOf(text)))).toEqual([]);
  });

  test('say of everything that they export as code what it is', () => {
    const silent = [...sources].flatMap(([path, text]) => {
      const lines = text.split('\n');
      return lines.flatMap((line, index) => {
        const isExport = /^export (async |abstract )?(function\*?|const|class|let) /.test(line);
        const isSaid = lines[index - 1]?.endsWith('*/') === true || isConstructed(line);
        return isExport && !isSaid ? [`${path}:${index + 1} ${line}`] : [];
      });
    });
    expect(silent).toEqual([]);
  });
});

describe('code', () => {
  test('has `any` at the one place where types are erased', () => {
    expect(
      everywhere(/(:|<|,|\bas|\||=)\s*any\b(?!\()/).filter((place) => !/<any, any, any, any>/.test(place)),
    ).toEqual([]);
    expect(everywhere(/<any, any, any, any>/)).toHaveLength(1);
  });

  test('throws plain errors for broken invariants only', () => {
    const thrown = [...sources].flatMap(([path, text]) =>
      [...text.matchAll(/throw new (?:Error|TypeError|RangeError)\(\s*([^)]*)/g)].map(
        ([, message = '']) => `${path}: ${message.trim()}`,
      ),
    );
    expect(
      thrown.filter((one) => !one.startsWith('simulator/') && !INVARIANTS.some((text) => one.includes(text))),
    ).toEqual([]);
  });

  test('cites no document that is not here', () => {
    expect(
      everywhere(/\(facts,? [A-Z]|k8s-facts|\b(?:AK|AU|CF|DL|EC|GR|NM|PG|QC|RP|SDK|ST)-\d/, plain),
    ).toEqual([]);
  });

  test('has no notes to self', () => {
    expect(everywhere(/\b(TODO|FIXME|XXX|HACK)\b/, plain)).toEqual([]);
  });

  test('switches lint rules off with a reason only', () => {
    expect(
      everywhere(/(oxlint|eslint|prettier)-(disable|ignore)/, plain).filter((place) => !/ -- \S/.test(place)),
    ).toEqual([]);
  });
});

test('the package has at most 19 runtime dependencies, all pinned', () => {
  const { dependencies } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  expect(Object.keys(dependencies).length).toBeLessThanOrEqual(19);
  expect(Object.values(dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

/** How many modules stand below each one, itself included. */
function depths(
  edges: readonly Import[],
  lengthOf = (_from: string, _to: string): number => 1,
): Map<string, number> {
  const known = new Map<string, number>();
  const depthOf = (path: string, above: readonly string[]): number => {
    if (above.includes(path)) throw new Error(`a cycle: ${[...above, path].join(' -> ')}`);
    const below = edges.filter(({ from }) => from === path).map(({ to }) => to);
    const depth =
      known.get(path) ??
      Math.max(1, ...below.map((to) => lengthOf(path, to) + depthOf(to, [...above, path])));
    known.set(path, depth);
    return depth;
  };
  for (const path of sources.keys()) depthOf(path, []);
  return known;
}

/** Definitions say in their data what they are: `title` and `help` are for people already. */
function isConstructed(line: string): boolean {
  return /^export const \w+ = (armResource|defineResource|component|optional)\(/.test(line);
}

/** Bodies of more than 50 lines. The formatter closes a body at the indentation of the line that opened it. */
function longFunctions(path: string, code: string): string[] {
  const lines = code.split('\n');
  return lines.flatMap((line, index) => {
    const opens =
      /(=> \(?\{|\).*\{)$/.test(line) && !/^\s*(\} )?(if|for|while|switch|catch|else|do|try)\b/.test(line);
    if (!opens) return [];
    const indent = /^\s*/.exec(line)?.[0] ?? '';
    const length = lines.slice(index + 1).findIndex((other) => other.startsWith(`${indent}}`));
    return length > 50 ? [`${path}:${index + 1} ${length} lines`] : [];
  });
}
