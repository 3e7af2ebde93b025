import { dig, objectOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { selects } from '../api/selectors.ts';
import { cause } from '../refusals.ts';
import type { Cause } from '../refusals.ts';
import type { KubeObject } from '../world.ts';

/** A map as the server writes it: in the order of its keys. */
const sorted = (map: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(map).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** Where the server chooses selector and labels itself, others of one's own are refused. */
function checkGenerated({ metadata, spec }: KubeObject): Cause[] {
  const selector = objectOf(dig(spec, 'selector'));
  const at = 'spec.template.metadata.labels';
  const labels = sorted(objectOf(dig(spec, 'template.metadata.labels')));
  const expected: Record<string, string> = {
    'controller-uid': metadata.uid ?? '',
    'job-name': metadata.name,
    'batch.kubernetes.io/controller-uid': metadata.uid ?? '',
    'batch.kubernetes.io/job-name': metadata.name,
  };
  const causes = Object.entries(expected).flatMap(([key, value]) => {
    if (labels[key] === value) return [];
    const [field, why] = [`${at}[${key}]`, `must be '${value}'`];
    return [labels[key] === undefined ? cause.required(field, why) : cause.invalid(field, labels, why)];
  });
  if (selects(selector, expected)) return causes;
  const shown = { ...selector, matchLabels: sorted(objectOf(selector['matchLabels'])) };
  return [...causes, cause.invalid('spec.selector', shown, '`selector` not auto-generated')];
}

/** What is wrong with the selector of a Job, and with its labels as far as they are for it. */
export function checkJobSelector(job: KubeObject): Cause[] {
  const { spec } = job;
  const given = objectOf(dig(spec, 'template.metadata.labels'));
  const causes = dig(spec, 'manualSelector') === true ? [] : checkGenerated(job);
  if (selects(dig(spec, 'selector'), given)) return causes;
  const why = '`selector` does not match template `labels`';
  return [...causes, cause.invalid('spec.template.metadata.labels', sorted(given), why)];
}
