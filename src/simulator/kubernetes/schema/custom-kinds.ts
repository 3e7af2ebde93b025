import { dig, isObject, listOf, objectOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import type { KubeObject } from '../world.ts';
import type { Kind } from './kinds.ts';
import { ANYTHING, structNamed } from './shapes.ts';
import type { Shape, StructShape } from './shapes.ts';

const PRESERVES = 'x-kubernetes-preserve-unknown-fields';

/** The shape that an OpenAPI schema of a CustomResourceDefinition describes. */
export function shapeOfSchema(schema: unknown): Shape {
  if (!isObject(schema)) return ANYTHING;
  if (schema['x-kubernetes-int-or-string'] === true) return { is: 'intOrString' };
  switch (schema['type']) {
    case 'object':
      return objectShape(schema);
    case 'array': {
      const type = schema['x-kubernetes-list-type'];
      const keys = listOf(schema['x-kubernetes-list-map-keys']).map(textOf);
      const by = type === 'map' ? keys : type === 'set' ? 'set' : 'atomic';
      return { is: 'list', items: shapeOfSchema(schema['items']), by };
    }
    case 'string':
      return { is: 'string' };
    case 'boolean':
      return { is: 'boolean' };
    case 'integer':
      return { is: 'integer' };
    case 'number':
      return { is: 'number' };
    default:
      return ANYTHING;
  }
}

function objectShape(schema: JsonObject): Shape {
  const atomic = schema['x-kubernetes-map-type'] === 'atomic';
  const values = schema['additionalProperties'];
  if (isObject(values)) return { is: 'map', values: shapeOfSchema(values), atomic };
  const properties = Object.entries(objectOf(schema['properties']));
  return {
    is: 'struct',
    name: '',
    fields: Object.fromEntries(
      properties.map(([key, inner]) => {
        const shape = shapeOfSchema(inner);
        return [key, () => shape];
      }),
    ),
    required: listOf(schema['required']).map(textOf),
    atomic,
    open: schema[PRESERVES] === true || values === true,
  };
}

function rootShape(schema: unknown): StructShape {
  const shape = shapeOfSchema(schema);
  const struct: StructShape =
    shape.is === 'struct'
      ? shape
      : { is: 'struct', name: '', fields: {}, required: [], atomic: false, open: true };
  const fields = {
    ...struct.fields,
    apiVersion: (): Shape => ({ is: 'string' }),
    kind: (): Shape => ({ is: 'string' }),
    metadata: (): Shape => structNamed('ObjectMeta'),
  };
  return { ...struct, name: '', fields };
}

function isTrue(definition: KubeObject, type: string): boolean {
  return listOf(dig(definition, 'status.conditions')).some(
    (condition) => dig(condition, 'type') === type && dig(condition, 'status') === 'True',
  );
}

/** The kinds that an established definition serves, one a version. */
export function servedKinds(definition: KubeObject): Kind[] {
  if (!isTrue(definition, 'Established')) return [];
  const names = objectOf(dig(definition, 'status.acceptedNames'));
  return listOf(dig(definition, 'spec.versions'))
    .filter((version) => dig(version, 'served') === true)
    .map((version) => ({
      group: textOf(dig(definition, 'spec.group')),
      version: textOf(dig(version, 'name')),
      kind: textOf(names['kind']),
      plural: textOf(names['plural']),
      singular: textOf(names['singular']),
      shortNames: listOf(names['shortNames']).map(textOf),
      namespaced: dig(definition, 'spec.scope') === 'Namespaced',
      shape: rootShape(dig(version, 'schema.openAPIV3Schema')),
      subresources: isObject(dig(version, 'subresources.status')) ? ['status'] : [],
      counted: true,
      custom: true,
      openApi: objectOf(dig(version, 'schema.openAPIV3Schema')),
      printed: listOf(dig(version, 'additionalPrinterColumns')),
    }));
}
