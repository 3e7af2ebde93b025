import { dig, isObject, listOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { badRequest } from '../refusals.ts';
import type { Kind } from '../schema/kinds.ts';

type Labels = Readonly<Record<string, unknown>>;

/** Fields beside name and namespace that select objects of a kind. */
const SELECTABLE: Readonly<Record<string, readonly string[]>> = {
  Pod: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  Node: ['spec.unschedulable'],
  Namespace: ['status.phase'],
  Secret: ['type'],
  Service: ['spec.clusterIP', 'spec.type'],
  Job: ['status.successful'],
  Event: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
};
const ALWAYS = ['metadata.name', 'metadata.namespace'];

function checkField(path: string, kind: Kind): void {
  const own = kind.custom ? undefined : SELECTABLE[kind.kind];
  if (ALWAYS.includes(path) || own?.includes(path) === true) return;
  throw badRequest(
    own === undefined && !kind.custom
      ? `${JSON.stringify(path)} is not a known field selector: only ${ALWAYS.map((name) => JSON.stringify(name)).join(', ')}`
      : `field label not supported: ${path}`,
  );
}

/** A test for the text of a `fieldSelector` of a kind. */
export function fieldTest(selector: string, kind: Kind): (object: JsonObject) => boolean {
  const tests = selector
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const match = /^([^=!]+)(==|=|!=)(.*)$/.exec(part.trim());
      if (match === null) throw badRequest(`invalid selector: '${part}'; can't understand '${part}'`);
      const [, path = '', operator, wanted = ''] = match;
      checkField(path, kind);
      return (object: JsonObject): boolean => (textOf(dig(object, path)) === wanted) !== (operator === '!=');
    });
  return (object) => tests.every((test) => test(object));
}

/** Whether a LabelSelector object chooses these labels; an empty one chooses everything. */
export function selects(selector: unknown, labels: Labels): boolean {
  if (!isObject(selector)) return false;
  const { matchLabels, matchExpressions } = selector;
  const equal = Object.entries(isObject(matchLabels) ? matchLabels : {}).every(
    ([key, value]) => labels[key] === value,
  );
  return (
    equal &&
    listOf(matchExpressions).every((expression) => {
      const { key, operator, values } = isObject(expression) ? expression : {};
      const value = labels[textOf(key)];
      switch (operator) {
        case 'In':
          return listOf(values).includes(value);
        case 'NotIn':
          return !listOf(values).includes(value);
        case 'Exists':
          return value !== undefined;
        default:
          return value === undefined;
      }
    })
  );
}
