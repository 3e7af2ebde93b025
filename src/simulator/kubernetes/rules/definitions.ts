import { dig, listOf, objectOf, textOf } from '../../json.ts';
import { cause } from '../refusals.ts';
import type { Cause } from '../refusals.ts';
import { isSame } from '../same.ts';
import type { KubeObject } from '../world.ts';
import { goValue } from './go-values.ts';
import { checkChoice } from './pods.ts';

/** What is wrong with a CustomResourceDefinition. */
export function checkDefinition({ metadata, spec }: KubeObject): Cause[] {
  const wanted = `${textOf(dig(spec, 'names.plural'))}.${textOf(dig(spec, 'group'))}`;
  const versions = listOf(dig(spec, 'versions')).map(objectOf);
  const causes: Cause[] = checkChoice('spec.scope', dig(spec, 'scope'), ['Cluster', 'Namespaced']);
  if (metadata.name !== wanted) {
    causes.push(cause.invalid('metadata.name', metadata.name, 'must be spec.names.plural+"."+spec.group'));
  }
  const stored = versions.filter(({ storage }) => storage === true).length;
  if (stored !== 1) {
    // What all versions have in common stands beside them in the server's own words.
    const shared = ['schema', 'subresources', 'additionalPrinterColumns'].filter((key) =>
      versions.every((version) => isSame(version[key], versions[0]?.[key])),
    );
    const shown = versions.map((version) => {
      const own = Object.entries(version).filter(([key]) => !shared.includes(key));
      return goValue('CustomResourceDefinitionVersion', Object.fromEntries(own));
    });
    const why = 'must have exactly one version marked as storage version';
    causes.push(cause.invalid('spec.versions', shown, why));
  }
  for (const [index, version] of versions.entries()) {
    const at = `spec.versions[${index}].schema.openAPIV3Schema`;
    const schema = dig(version, 'schema.openAPIV3Schema');
    if (schema === undefined) causes.push(cause.required(at));
    else if (dig(schema, 'type') === undefined) {
      // One schema for all versions goes by its old place.
      const place = versions.length === 1 ? 'spec.validation.openAPIV3Schema' : at;
      causes.push(cause.required(`${place}.type`, 'must not be empty at the root'));
    } else if (dig(schema, 'type') !== 'object') {
      causes.push(cause.invalid(`${at}.type`, dig(schema, 'type') ?? '', 'must be object at the root'));
    }
  }
  if (stored === 0) {
    causes.push(cause.invalid('status.storedVersions', null, 'must have at least one stored version'));
  }
  return causes;
}
