import { isObject } from '../../json.ts';
import { cause } from '../refusals.ts';
import type { Cause } from '../refusals.ts';
import type { Shape } from '../schema/shapes.ts';

/** Required fields whose absence Go reads as an empty value that is legal. */
const LENIENT = new Set([
  'EnvVar.name',
  'DeploymentSpec.template',
  'PolicyRule.verbs',
  'HTTPHeader.value',
  'LimitRangeSpec.limits',
  'Sysctl.value',
  'ResourceClaim.name',
]);

/** Every required field, by the schema, that is absent. */
export function checkRequired(value: unknown, shape: Shape, at = ''): Cause[] {
  if (shape.is === 'list' && Array.isArray(value)) {
    return value.flatMap((item, index) => checkRequired(item, shape.items, `${at}[${index}]`));
  }
  if (shape.is === 'map' && isObject(value)) {
    return Object.entries(value).flatMap(([key, inner]) =>
      checkRequired(inner, shape.values, `${at}[${key}]`),
    );
  }
  if (shape.is !== 'struct' || shape.name === '' || !isObject(value)) return [];
  const path = (key: string): string => (at === '' ? key : `${at}.${key}`);
  const missing = shape.required
    .filter((key) => value[key] === undefined && !LENIENT.has(`${shape.name}.${key}`))
    .map((key) => cause.required(path(key)));
  const inner = Object.entries(value).flatMap(([key, child]) => {
    const field = shape.fields[key];
    return field === undefined || (at === '' && key === 'status')
      ? []
      : checkRequired(child, field(), path(key));
  });
  return [...missing, ...inner];
}
