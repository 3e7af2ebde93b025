import type { KubeObject } from '../gateways/ports.ts';
import { isCustom, podsKeyOf } from './custom-resources.ts';
import { digest, fieldsAt, isFields } from './objects.ts';

const DEPLOYMENT = 'metaflow-azure/deployment';
/** The annotation with the hash of what an object is made of. */
export const RECIPE = 'metaflow-azure/recipe';
/** The annotation of pods with the hash of what they read at their start. */
export const ROLLS_WITH = 'metaflow-azure/rolls-with';
/** Set when broken pods were replaced; it stays until the next time, since taking it away would replace them again. */
const RESTARTED = 'metaflow-azure/restarted';

/** Whose objects: a component of a deployment. */
export interface Owner {
  readonly deployment: string;
  readonly component: string;
}

const labelsOf = ({ deployment, component }: Owner): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/managed-by': 'metaflow-azure',
  'app.kubernetes.io/part-of': 'metaflow',
  'app.kubernetes.io/component': component,
  [DEPLOYMENT]: deployment,
});

/** The selector of everything that a component has. */
export const selectorOf = (owner: Owner): string =>
  Object.entries(labelsOf(owner))
    .map(([name, value]) => `${name}=${value}`)
    .join(',');

/**
 * The object with our labels and the hash of what it is made of.
 *
 * `rollsWith` are versions of what its pods read at their start: a new version has to give new pods. A job cannot be
 * changed, so its name says what is in it, and a new content is a new job.
 */
export function marked(object: KubeObject, owner: Owner, rollsWith: readonly string[] = []): KubeObject {
  const labels = labelsOf(owner);
  const isJob = object.kind === 'Job';
  // What a controller has made of an object tells by this which version of the object it was made of.
  const versions = isCustom(object) ? [...rollsWith, digest(object.spec)] : rollsWith;
  const annotations = isJob || versions.length === 0 ? {} : { [ROLLS_WITH]: digest(versions) };
  const withPods = withPodMarks(object, labels, annotations);
  const name = isJob
    ? `${object.metadata.name}-${digest([withPods.spec, rollsWith], 8)}`
    : object.metadata.name;
  const whole = labelled({ ...withPods, metadata: { ...object.metadata, name } }, labels, {});
  return labelled(whole, {}, { [RECIPE]: digest(whole) }) as KubeObject;
}

/** The object with labels and annotations on the pods that come of it, if any do. */
function withPodMarks(
  object: KubeObject,
  labels: Readonly<Record<string, string>>,
  annotations: Readonly<Record<string, string>>,
): KubeObject {
  const key = podsKeyOf(object);
  const pods = fieldsAt(object, 'spec')[key];
  if (!isFields(pods)) return object;
  return { ...object, spec: { ...fieldsAt(object, 'spec'), [key]: labelled(pods, labels, annotations) } };
}

/** The annotations that an object asks for on its pods. */
export const podMarksOf = (object: KubeObject | undefined): Readonly<Record<string, unknown>> =>
  object === undefined ? {} : fieldsAt(object, 'spec', podsKeyOf(object), 'metadata', 'annotations');

function labelled(
  thing: Readonly<Record<string, unknown>>,
  labels: Readonly<Record<string, string>>,
  annotations: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const metadata = fieldsAt(thing, 'metadata');
  const all = { ...fieldsAt(metadata, 'annotations'), ...annotations };
  return {
    ...thing,
    metadata: {
      ...metadata,
      labels: { ...fieldsAt(metadata, 'labels'), ...labels },
      ...(Object.keys(all).length === 0 ? {} : { annotations: all }),
    },
  };
}

/** Whether `object` is this deployment's work. Somebody may have taken the label away; the recipe is then proof enough. */
export function isMarked({ metadata: { labels, annotations } }: KubeObject, deployment: string): boolean {
  const label = labels?.[DEPLOYMENT];
  return label === deployment || (label === undefined && annotations?.[RECIPE] !== undefined);
}

/** The hash of what a live object was last made of. */
export const recipeOf = ({ metadata }: KubeObject): string | undefined => metadata.annotations?.[RECIPE];

/** The wanted object with the restart mark of the live one, or a new mark when its pods have to be replaced. */
export function withRestart(
  wanted: KubeObject,
  live: KubeObject | undefined,
  restartAt?: string,
): KubeObject {
  const mark = restartAt ?? podMarksOf(live)[RESTARTED];
  const hasPods = isCustom(wanted) || fieldsAt(wanted, 'spec', 'template')['spec'] !== undefined;
  if (!hasPods || wanted.kind === 'Job' || typeof mark !== 'string') return wanted;
  return withPodMarks(wanted, {}, { [RESTARTED]: mark });
}
