import { dig, listOf, objectOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { selects } from '../api/selectors.ts';
import { cause } from '../refusals.ts';
import type { Cause } from '../refusals.ts';
import type { KubeObject } from '../world.ts';
import { checkLabels } from './names.ts';
import { checkChoice, checkPodSpec } from './pods.ts';

function checkNegative(spec: JsonObject, keys: readonly string[]): Cause[] {
  return keys.flatMap((key) =>
    Number(spec[key] ?? 0) < 0
      ? [cause.invalid(`spec.${key}`, spec[key], 'must be greater than or equal to 0')]
      : [],
  );
}

function checkTemplate(template: unknown, at: string, claims: readonly unknown[] = []): Cause[] {
  const spec = objectOf(dig(template, 'spec'));
  // Each pod of a StatefulSet has its claims as volumes besides the others.
  const volumes = claims.map((claim) => ({ name: dig(claim, 'metadata.name'), emptyDir: {} }));
  const whole = claims.length === 0 ? spec : { ...spec, volumes: [...listOf(spec['volumes']), ...volumes] };
  return [
    ...checkLabels(`${at}.metadata.labels`, dig(template, 'metadata.labels')),
    ...checkPodSpec(whole, `${at}.spec`),
  ];
}

function checkSelector(spec: JsonObject, kind: string): Cause[] {
  const { selector, template } = spec;
  const given = dig(template, 'metadata.labels');
  const labels = objectOf(given);
  if (selector !== undefined && Object.keys(objectOf(selector)).length === 0) {
    return [cause.invalid('spec.selector', {}, `empty selector is invalid for ${kind}`)];
  }
  if (selects(selector, labels)) return [];
  return [
    cause.invalid(
      'spec.template.metadata.labels',
      given ?? null,
      '`selector` does not match template `labels`',
    ),
  ];
}

/** What is wrong with a Deployment, ReplicaSet, StatefulSet or DaemonSet. */
export function checkReplicated({ kind, spec: given }: KubeObject): Cause[] {
  const spec = objectOf(given);
  const causes = [
    ...checkNegative(spec, [
      'replicas',
      'minReadySeconds',
      'progressDeadlineSeconds',
      'revisionHistoryLimit',
    ]),
    ...checkSelector(spec, kind.toLowerCase()),
    ...checkTemplate(spec['template'], 'spec.template', listOf(spec['volumeClaimTemplates'])),
  ];
  const policy = dig(spec, 'template.spec.restartPolicy');
  if (policy !== undefined && policy !== 'Always') {
    causes.push(cause.notSupported('spec.template.spec.restartPolicy', policy, ['Always']));
  }
  const management = spec['podManagementPolicy'];
  if (management !== undefined && management !== 'OrderedReady' && management !== 'Parallel') {
    const why = "must be 'OrderedReady' or 'Parallel'";
    causes.push(cause.invalid('spec.podManagementPolicy', management, why));
  }
  if (kind !== 'Deployment') return causes;
  const strategy = objectOf(spec['strategy']);
  const types = ['Recreate', 'RollingUpdate'];
  if (strategy['type'] !== undefined && !types.includes(textOf(strategy['type']))) {
    // As the server writes it: in the words of its own types.
    const shown = { Type: strategy['type'], RollingUpdate: strategy['rollingUpdate'] ?? null };
    causes.push(cause.notSupported('spec.strategy', shown, types));
  }
  if (strategy['type'] === 'Recreate' && strategy['rollingUpdate'] !== undefined) {
    const why = "may not be specified when strategy `type` is 'Recreate'";
    causes.push(cause.forbidden('spec.strategy.rollingUpdate', why));
  }
  const { maxSurge, maxUnavailable } = objectOf(strategy['rollingUpdate']);
  const isZero = (value: unknown): boolean => value === 0 || value === '0%';
  if (isZero(maxSurge) && isZero(maxUnavailable)) {
    const field = 'spec.strategy.rollingUpdate.maxUnavailable';
    causes.push(cause.invalid(field, maxUnavailable, 'may not be 0 when `maxSurge` is 0'));
  }
  if (Number(spec['progressDeadlineSeconds'] ?? 600) <= Number(spec['minReadySeconds'] ?? 0)) {
    const why = 'must be greater than minReadySeconds';
    causes.push(cause.invalid('spec.progressDeadlineSeconds', spec['progressDeadlineSeconds'], why));
  }
  return causes;
}

/** What is wrong with the spec of a Job. */
export function checkJobSpec(given: unknown, at: string): Cause[] {
  const spec = objectOf(given);
  const policy = dig(spec, 'template.spec.restartPolicy');
  const keys = [
    'parallelism',
    'completions',
    'backoffLimit',
    'activeDeadlineSeconds',
    'ttlSecondsAfterFinished',
  ];
  const causes = [...checkNegative(spec, keys), ...checkTemplate(spec['template'], `${at}.template`)];
  if (policy !== 'OnFailure' && policy !== 'Never') {
    const field = `${at}.template.spec.restartPolicy`;
    causes.push({
      ...cause.notSupported(field, policy, ['OnFailure', 'Never']),
      message: `Required value: valid values: "OnFailure", "Never"`,
      reason: 'FieldValueRequired',
    });
  }
  return causes;
}

const CRON_FIELD = /^(\*|\?|[\dA-Za-z]+(-[\dA-Za-z]+)?)(\/\d+)?(,(\*|[\dA-Za-z]+(-[\dA-Za-z]+)?)(\/\d+)?)*$/;

function isZone(timeZone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone }).format(0) !== '';
  } catch {
    return false;
  }
}

/** What is wrong with a CronJob. */
export function checkCronJob({ metadata, spec }: KubeObject): Cause[] {
  const schedule = textOf(dig(spec, 'schedule'));
  const fields = schedule.split(/\s+/);
  const isGood =
    schedule.startsWith('@') || (fields.length === 5 && fields.every((field) => CRON_FIELD.test(field)));
  const causes = checkJobSpec(dig(spec, 'jobTemplate.spec'), 'spec.jobTemplate.spec');
  causes.push(
    ...checkChoice('spec.concurrencyPolicy', dig(spec, 'concurrencyPolicy'), ['Allow', 'Forbid', 'Replace']),
  );
  if (metadata.name.length > 52) {
    causes.push(cause.invalid('metadata.name', metadata.name, 'must be no more than 52 characters'));
  }
  const zone = textOf(dig(spec, 'timeZone'));
  if (zone !== '' && !isZone(zone)) {
    causes.push(cause.invalid('spec.timeZone', zone, `unknown time zone ${zone}`));
  }
  if (isGood) return causes;
  const why = `expected exactly 5 fields, found ${fields.length}: [${fields.join(' ')}]`;
  return [...causes, cause.invalid('spec.schedule', schedule, why)];
}
