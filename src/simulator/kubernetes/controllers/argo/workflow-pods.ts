import { createHash } from 'node:crypto';
import { dig, isObject, listOf, objectOf, textOf } from '../../../json.ts';
import type { JsonObject } from '../../../json.ts';
import { findObject, ownerOf } from '../../store.ts';
import type { KubeObject } from '../../world.ts';
import type { Worker } from '../programs.ts';
import { argoKind } from './common.ts';

/** The controller of Argo Workflows at work. */
export interface WorkflowsWorker extends Worker {
  /** The image that Argo puts beside each step. */
  readonly executor: string;
  readonly defaults: JsonObject;
}

/** What a workflow does: its own spec over the one of the template that it names; or why it cannot be known. */
export function specOf({ cluster, defaults }: WorkflowsWorker, workflow: KubeObject): JsonObject | string {
  const spec = objectOf(workflow['spec']);
  const ref = spec['workflowTemplateRef'];
  if (!isObject(ref)) return { ...defaults, ...spec };
  const isWide = ref['clusterScope'] === true;
  const kind = argoKind(cluster, isWide ? 'ClusterWorkflowTemplate' : 'WorkflowTemplate');
  const name = textOf(ref['name']);
  const home = isWide ? undefined : workflow.metadata.namespace;
  const template = kind === undefined ? undefined : findObject(cluster.state, kind, home, name);
  const plural = isWide ? 'clusterworkflowtemplates' : 'workflowtemplates';
  return template === undefined
    ? `${plural}.argoproj.io "${name}" not found`
    : { ...defaults, ...objectOf(template['spec']), ...spec };
}

/** The templates of a workflow that are pods, in the order in which they are written. */
export function stepsOf(spec: JsonObject): JsonObject[] {
  return listOf(spec['templates'])
    .map(objectOf)
    .filter((template) => isObject(template['container']) || isObject(template['script']));
}

function nameOf({ metadata: { name } }: KubeObject, step: JsonObject, isOnly: boolean): string {
  if (isOnly) return name;
  const digits = createHash('sha256')
    .update(`${name}.${textOf(step['name'])}`)
    .digest()
    .readUInt32BE();
  return `${name}-${textOf(step['name'])}-${digits}`;
}

/** The pod of one step: what it asks for, between what prepares it and what reports about it. */
export function podOf(
  { executor }: WorkflowsWorker,
  workflow: KubeObject,
  { spec, step, isOnly }: { readonly spec: JsonObject; readonly step: JsonObject; readonly isOnly: boolean },
): KubeObject {
  const either = (key: string): unknown => step[key] ?? spec[key];
  const { source: _source, ...main } = objectOf(step['container'] ?? step['script']);
  const kept = ['serviceAccountName', 'nodeSelector', 'tolerations', 'securityContext', 'volumes'];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: nameOf(workflow, step, isOnly),
      namespace: workflow.metadata.namespace ?? '',
      labels: {
        ...(objectOf(dig(spec, 'podMetadata.labels')) as Record<string, string>),
        'workflows.argoproj.io/workflow': workflow.metadata.name,
        'workflows.argoproj.io/completed': 'false',
      },
      annotations: {
        ...(objectOf(dig(spec, 'podMetadata.annotations')) as Record<string, string>),
        'workflows.argoproj.io/node-name': workflow.metadata.name,
      },
      ownerReferences: [ownerOf(workflow)],
    },
    spec: {
      restartPolicy: 'Never',
      ...Object.fromEntries(kept.map((key) => [key, either(key)])),
      initContainers: [{ name: 'init', image: executor, command: ['argoexec', 'init'] }],
      containers: [
        { name: 'wait', image: executor, command: ['argoexec', 'wait'] },
        { ...main, name: 'main' },
      ],
    },
  };
}
