import { isObject, listOf, objectOf, own, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { apiVersionOf } from '../schema/kinds.ts';
import type { Kind } from '../schema/kinds.ts';
import type { KubeObject } from '../world.ts';
import { firstAt } from './json-paths.ts';
import { networkRows } from './networks.ts';
import { eventRow, otherRows } from './others.ts';
import { podCells, podConditions } from './pods.ts';
import type { Rows } from './rows.ts';
import { ageOf, plainText } from './texts.ts';
import type { Cell } from './texts.ts';
import { workloadRows } from './workloads.ts';

/** How objects of a kind are shown: the columns, and the cells of one. */
interface View {
  readonly columns: readonly JsonObject[];
  readonly cells: (object: KubeObject, now: number) => Cell[];
}

const MARKS: Readonly<Record<string, string>> = { '#': 'integer', '?': 'boolean', '@': 'date' };

function columnOf(text: string): JsonObject {
  const [, mark = '', name = ''] = /^([#?@+]?)(.*)$/.exec(text) ?? [];
  const format = name === 'Name' ? 'name' : '';
  const priority = mark === '+' ? 1 : 0;
  return { name, type: MARKS[mark] ?? 'string', format, description: '', priority };
}

const columnsOf = (text: string): JsonObject[] => text.split(',').map(columnOf);
const rows: Rows = { ...workloadRows, ...networkRows, ...otherRows };
const AGE = { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' };

function customCell(value: unknown, type: string, now: number): Cell {
  if (value === undefined || value === null) return null;
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return typeof value !== 'string'
        ? null
        : Number.isNaN(Date.parse(value))
          ? '<invalid>'
          : ageOf(value, now);
    default:
      return plainText(value);
  }
}

/** The columns that a definition names; without any there is the age. */
function customView({ printed = [] }: Kind): View {
  const shown = (printed.length === 0 ? [AGE] : printed).map(objectOf);
  const columns = shown.map(({ name, type, format = '', description, jsonPath, priority = 0 }) => {
    const told = `Custom resource definition column (in JSONPath format): ${textOf(jsonPath)}`;
    return { name, type, format, description: description ?? (printed.length === 0 ? '' : told), priority };
  });
  return {
    columns: [columnOf('Name'), ...columns],
    cells: (object, now) => [
      object.metadata.name,
      ...shown.map(({ type, jsonPath }) => customCell(firstAt(object, textOf(jsonPath)), textOf(type), now)),
    ],
  };
}

function viewOf(kind: Kind): View {
  if (kind.custom) return customView(kind);
  if (kind.kind === 'Pod') {
    const columns = 'Name,Ready,Status,Restarts,Age,+IP,+Node,+Nominated Node,+Readiness Gates';
    return { columns: columnsOf(columns), cells: podCells };
  }
  if (kind.kind === 'Event') {
    return {
      columns: columnsOf(eventRow.columns),
      cells: (object, now) => eventRow.cells(object, '', now),
    };
  }
  const row = own(rows, kind.kind);
  if (row === undefined) {
    return {
      columns: columnsOf('Name,@Created At'),
      cells: ({ metadata }) => [metadata.name, textOf(metadata.creationTimestamp)],
    };
  }
  return {
    columns: columnsOf(row.columns),
    cells: (object, now) => {
      const { name, creationTimestamp } = object.metadata;
      const isDefault =
        object.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
      const shown = kind.kind === 'StorageClass' && isDefault ? `${name} (default)` : name;
      return [shown, ...row.cells(object, ageOf(creationTimestamp, now), now)];
    },
  };
}

/** Only what every object has. */
export const metadataOf = ({ metadata }: KubeObject, apiVersion: string): JsonObject => ({
  kind: 'PartialObjectMetadata',
  apiVersion,
  metadata,
});

/** What stands beside the cells of a row: everything, what every object has, or nothing. */
export type Included = 'Object' | 'Metadata' | 'None';

/** Which table is asked for. */
export interface TableOptions {
  readonly apiVersion: string;
  readonly include: Included;
  readonly hasColumns: boolean;
  readonly now: number;
}

/** The objects of an answer as rows, the way people read them. */
export function tableOf(kind: Kind, body: JsonObject, options: TableOptions): JsonObject {
  const view = viewOf(kind);
  const { apiVersion, include, now } = options;
  const isList = Array.isArray(body['items']);
  const objects = (isList ? listOf(body['items']) : [body]) as KubeObject[];
  const { resourceVersion, continue: next, remainingItemCount } = objectOf(body['metadata']);
  const beside = (object: KubeObject): JsonObject | null => {
    if (include === 'None') return null;
    if (include === 'Metadata') return metadataOf(object, apiVersion);
    return { ...object, kind: kind.kind, apiVersion: apiVersionOf(kind) };
  };
  return {
    kind: 'Table',
    apiVersion,
    metadata: isList ? { resourceVersion, continue: next, remainingItemCount } : { resourceVersion },
    columnDefinitions: options.hasColumns ? view.columns : null,
    rows: objects.map((object) => {
      const conditions = !kind.custom && kind.kind === 'Pod' ? podConditions(object) : undefined;
      const cells = isObject(object.metadata) ? view.cells(object, now) : [];
      return { cells, ...(conditions === undefined ? {} : { conditions }), object: beside(object) };
    }),
  };
}
