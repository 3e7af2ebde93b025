import { dig, listOf, objectOf, textOf } from '../../json.ts';
import type { JsonObject } from '../../json.ts';
import { badRequest, cause, invalid, methodNotAllowed } from '../refusals.ts';
import { timeText } from '../store.ts';
import type { KubeObject, User } from '../world.ts';
import { isAllowed, rulesOf } from './access.ts';
import { readObject } from './bodies.ts';
import { queryOf } from './call.ts';
import type { Answer, Call } from './call.ts';
import { ownedAfterUpdate, writerOf } from './managed-fields.ts';

/** What everybody may who is somebody. */
const EVERYBODYS: readonly JsonObject[] = [
  {
    verbs: ['create'],
    apiGroups: ['authorization.k8s.io'],
    resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
  },
  { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'] },
  { verbs: ['get'], nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/'] },
  {
    verbs: ['get'],
    nonResourceURLs: ['/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*'],
  },
];

/** SelfSubjectRulesReview: what may I do? */
function reviewRules({ cluster, user }: Call, review: KubeObject): Answer {
  const namespace = textOf(dig(review, 'spec.namespace'));
  if (namespace === '') throw badRequest('no namespace on request');
  const rules = [...EVERYBODYS, ...rulesOf(cluster, user, namespace)];
  const isOfUrls = (rule: JsonObject): boolean => rule['nonResourceURLs'] !== undefined;
  const status = {
    resourceRules: rules.filter((rule) => !isOfUrls(rule)),
    nonResourceRules: rules.filter(isOfUrls),
    incomplete: false,
  };
  return { status: 201, body: { ...review, metadata: {}, spec: {}, status } };
}

/** SelfSubjectReview: who am I? */
function reviewSelf({ cluster, user }: Call, review: KubeObject): Answer {
  const metadata = { creationTimestamp: timeText(cluster.now) };
  const userInfo = { username: user.name, groups: user.groups };
  return { status: 201, body: { ...review, metadata, status: { userInfo } } };
}

/** The answer to a question about rights. */
export function answerReview(call: Call): Answer {
  const { kind, name } = call.target;
  if (call.request.method !== 'POST' || name !== undefined || queryOf(call, 'watch') !== undefined) {
    throw methodNotAllowed();
  }
  const review = readObject(call);
  if (kind.kind === 'SelfSubjectRulesReview') return reviewRules(call, review);
  return kind.kind === 'SelfSubjectReview' ? reviewSelf(call, review) : reviewAccess(call, review);
}

/** SelfSubjectAccessReview and SubjectAccessReview: may somebody do this? */
function reviewAccess(call: Call, review: KubeObject): Answer {
  const { kind } = call.target;
  const { resourceAttributes, nonResourceAttributes } = objectOf(review['spec']);
  if ((resourceAttributes === undefined) === (nonResourceAttributes === undefined)) {
    const why = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
    const broken = cause.invalid('spec.resourceAttributes', resourceAttributes ?? null, why);
    throw invalid({ ...kind, kind: '' }, '', [broken]);
  }
  const wanted = objectOf(resourceAttributes);
  const asked: User =
    kind.kind === 'SelfSubjectAccessReview'
      ? call.user
      : { name: textOf(dig(review, 'spec.user')), groups: listOf(dig(review, 'spec.groups')).map(textOf) };
  const sub = textOf(wanted['subresource']);
  const allowed = isAllowed(call.cluster, asked, {
    verb: textOf(wanted['verb']),
    group: textOf(wanted['group']),
    resource: textOf(wanted['resource']) + (sub === '' ? '' : `/${sub}`),
    namespace: textOf(wanted['namespace']) || undefined,
    name: textOf(wanted['name']) || undefined,
  });
  const { name: _n, ...metadata } = review.metadata;
  const managedFields = ownedAfterUpdate(kind, undefined, review, writerOf(call, 'Update'));
  return {
    status: 201,
    body: { ...review, metadata: { ...metadata, managedFields }, status: { allowed } },
  };
}
