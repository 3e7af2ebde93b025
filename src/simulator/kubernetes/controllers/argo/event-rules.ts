import { dig, isObject, listOf, objectOf, textOf } from '../../../json.ts';
import type { KubeObject } from '../../world.ts';

/** Fields of an EventSource that are not a kind of source. */
const OTHERS = new Set(['eventBusName', 'replicas', 'service', 'template']);

const twice = (names: readonly string[]): string | undefined =>
  names.find((name, index) => names.indexOf(name) !== index);

/** What is wrong with the sources of an EventSource, in the words of its condition. */
export function mistakeInSource(source: KubeObject): string | undefined {
  const kinds = Object.entries(objectOf(source['spec'])).filter(
    ([key, value]) => !OTHERS.has(key) && isObject(value),
  );
  const doubled = twice(kinds.flatMap(([, events]) => Object.keys(objectOf(events))));
  if (doubled !== undefined) return `more than one "${doubled}" found`;
  const bad = Object.entries(objectOf(dig(source, 'spec.webhook'))).find(([, event]) => {
    const isPort = /^\d+$/.test(textOf(dig(event, 'port')));
    return textOf(dig(event, 'endpoint')) === '' || !isPort;
  });
  return bad === undefined ? undefined : `Invalid spec: ${source.metadata.name} - ${bad[0]}`;
}

function mistakeInDependencies(sensor: KubeObject): string | undefined {
  const dependencies = listOf(dig(sensor, 'spec.dependencies'));
  if (dependencies.length === 0) return 'no event dependencies found';
  const needed = {
    name: 'a name',
    eventSourceName: 'the EventSourceName',
    eventName: 'the EventName',
  };
  for (const dependency of dependencies) {
    const missing = Object.entries(needed).find(([key]) => textOf(dig(dependency, key)) === '');
    if (missing !== undefined) return `event dependency must define ${missing[1]}`;
  }
  return undefined;
}

function mistakeInTriggers(sensor: KubeObject): string | undefined {
  const triggers = listOf(dig(sensor, 'spec.triggers'));
  if (triggers.length === 0) return 'no triggers found';
  if (triggers.some((trigger) => !isObject(dig(trigger, 'template')))) return "trigger template can't be nil";
  const names = triggers.map((trigger) => textOf(dig(trigger, 'template.name')));
  if (names.includes('')) return 'trigger must define a name';
  const doubled = twice(names);
  return doubled === undefined ? undefined : `duplicate trigger name: ${doubled}`;
}

/** What is wrong with a Sensor, and in which of its parts. */
export function mistakeInSensor(
  sensor: KubeObject,
): { readonly in: 'dependencies' | 'triggers'; readonly is: string } | undefined {
  const first = mistakeInDependencies(sensor);
  if (first !== undefined) return { in: 'dependencies', is: first };
  const second = mistakeInTriggers(sensor);
  return second === undefined ? undefined : { in: 'triggers', is: second };
}
