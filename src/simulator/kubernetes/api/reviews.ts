import { dig, listOf, objectOf, textOf } from '../../json.ts';
import { cause, invalid, methodNotAllowed } from '../refusals.ts';
import type { User } from '../world.ts';
import { isAllowed } from './access.ts';
import { readObject } from './bodies.ts';
import { queryOf } from './call.ts';
import type { Answer, Call } from './call.ts';
import { ownedAfterUpdate, writerOf } from './managed-fields.ts';

/** SelfSubjectAccessReview and SubjectAccessReview: may somebody do this? */
export function reviewAccess(call: Call): Answer {
  const { kind, name } = call.target;
  if (call.request.method !== 'POST' || name !== undefined || queryOf(call, 'watch') !== undefined) {
    throw methodNotAllowed();
  }
  const review = readObject(call);
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
