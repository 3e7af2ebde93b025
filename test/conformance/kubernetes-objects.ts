import fs from 'node:fs';
import path from 'node:path';
import type { Finding } from './exchange.ts';
import { finding, isObject } from './exchange.ts';
import type { Check } from './schemas.ts';
import { createSchemas } from './schemas.ts';

interface Description {
  readonly definitions: object;
  readonly kinds: Readonly<Record<string, string>>;
}

/** Checks of whole objects by kind. A kind without a schema is a finding of its own: NO_SCHEMA. */
export interface KubernetesObjects {
  check(side: Finding['side'], object: unknown): readonly Finding[];
  /** The object of an answer that tells how a request went. */
  readonly status: Check;
  readonly list: Check;
  readonly deleteOptions: Check;
  readonly discovery: Check;
}

const META = { $ref: '#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta' };
const ENVELOPE = {
  type: 'object',
  required: ['apiVersion', 'kind', 'metadata'],
  properties: { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: META },
};
const REVIEW = {
  type: 'object',
  required: ['apiVersion', 'kind', 'spec'],
  additionalProperties: false,
  properties: {
    apiVersion: { const: 'authorization.k8s.io/v1' },
    kind: { const: 'SelfSubjectAccessReview' },
    metadata: META,
    spec: { type: 'object' },
    status: {
      type: 'object',
      required: ['allowed'],
      additionalProperties: false,
      properties: {
        allowed: { type: 'boolean' },
        denied: { type: 'boolean' },
        reason: { type: 'string' },
        evaluationError: { type: 'string' },
      },
    },
  },
};
const STATUS = {
  type: 'object',
  required: ['kind', 'apiVersion', 'metadata', 'status'],
  additionalProperties: false,
  properties: {
    kind: { const: 'Status' },
    apiVersion: { const: 'v1' },
    metadata: { type: 'object' },
    status: { enum: ['Success', 'Failure'] },
    message: { type: 'string' },
    reason: { type: 'string', pattern: '^([A-Z][A-Za-z]+)?$' },
    details: { type: 'object' },
    code: { type: 'integer' },
  },
};
const LIST = {
  type: 'object',
  required: ['kind', 'apiVersion', 'metadata', 'items'],
  additionalProperties: false,
  properties: {
    kind: { type: 'string', pattern: 'List$' },
    apiVersion: { type: 'string' },
    metadata: {
      type: 'object',
      additionalProperties: false,
      properties: {
        resourceVersion: { type: 'string' },
        continue: { type: 'string' },
        remainingItemCount: { type: 'integer' },
        selfLink: { type: 'string' },
      },
    },
    items: { type: 'array', items: { type: 'object' } },
  },
};
const DELETE_OPTIONS = {
  type: 'object',
  additionalProperties: false,
  properties: {
    kind: { const: 'DeleteOptions' },
    apiVersion: { type: 'string' },
    propagationPolicy: { enum: ['Orphan', 'Background', 'Foreground'] },
    gracePeriodSeconds: { type: 'integer', minimum: 0 },
    preconditions: { type: 'object' },
    dryRun: { type: 'array', items: { const: 'All' } },
  },
};
const RESOURCE = {
  type: 'object',
  required: ['name', 'singularName', 'namespaced', 'kind', 'verbs'],
  properties: { name: { type: 'string' }, namespaced: { type: 'boolean' }, verbs: { type: 'array' } },
};
/** `/version`, `/api`, `/apis`, `/apis/{group}` and `/apis/{group}/{version}`, in this order. */
const DISCOVERY = {
  type: 'object',
  anyOf: [
    { required: ['major', 'minor', 'gitVersion', 'platform'] },
    { required: ['kind', 'versions'], properties: { kind: { const: 'APIVersions' } } },
    { required: ['kind', 'groups'], properties: { kind: { const: 'APIGroupList' } } },
    { required: ['kind', 'name', 'versions'], properties: { kind: { const: 'APIGroup' } } },
    {
      required: ['kind', 'groupVersion', 'resources'],
      properties: { kind: { const: 'APIResourceList' }, resources: { type: 'array', items: RESOURCE } },
    },
  ],
};

/** Schemas of Kubernetes 1.35 made strict (unknown fields and values refused), and the few that it leaves out. */
export function loadKubernetesObjects(folder: string): KubernetesObjects {
  const file = path.join(folder, 'kubernetes', 'k8s-strict.json');
  const { definitions, kinds } = JSON.parse(fs.readFileSync(file, 'utf8')) as Description;
  const schemas = createSchemas(definitions);
  const compiled = new Map<string, Check>([
    ['authorization.k8s.io/v1/SelfSubjectAccessReview', schemas.compile(REVIEW)],
  ]);
  const envelope = schemas.compile(ENVELOPE);
  return {
    status: schemas.compile(STATUS),
    list: schemas.compile(LIST),
    deleteOptions: schemas.compile(DELETE_OPTIONS),
    discovery: schemas.compile(DISCOVERY),
    check(side, object) {
      if (!isObject(object)) return envelope(side, object);
      const kind = `${String(object['apiVersion'])}/${String(object['kind'])}`;
      const name = kinds[kind];
      const known = compiled.get(kind);
      if (known === undefined && name === undefined)
        return [...envelope(side, object), finding(side, 'NO_SCHEMA', 'no schema for this kind', kind)];
      const check = known ?? schemas.compile({ $ref: `#/definitions/${name ?? ''}` });
      compiled.set(kind, check);
      return check(side, object);
    },
  };
}
