import { objectOf } from '../../json.ts';
import { issueSecretToken } from '../account-tokens.ts';
import { kindNamed } from '../schema/kinds.ts';
import { changeObject, eraseObject, findObject, listNamed } from '../store.ts';
import type { Cluster } from '../store.ts';

const TYPE = 'kubernetes.io/service-account-token';
const NAME = 'kubernetes.io/service-account.name';
const UID = 'kubernetes.io/service-account.uid';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Fills the Secrets that ask for the token of a ServiceAccount, and takes those away whose ServiceAccount is gone. */
export function playSecretTokens(cluster: Cluster): undefined {
  const secrets = listNamed(cluster.state, 'Secret').filter((secret) => secret['type'] === TYPE);
  for (const secret of secrets) {
    const { namespace = '', annotations = {} } = secret.metadata;
    const account = findObject(
      cluster.state,
      kindNamed('ServiceAccount'),
      namespace,
      annotations[NAME] ?? '',
    );
    const uid = account?.metadata.uid;
    if (account === undefined || uid === undefined || (annotations[UID] ?? uid) !== uid) {
      eraseObject(cluster, kindNamed('Secret'), secret);
      continue;
    }
    const data = objectOf(secret['data']);
    changeObject(cluster, secret, (draft) => {
      draft.metadata.annotations = { ...annotations, [UID]: uid };
      draft['data'] = {
        ...data,
        'ca.crt': base64(cluster.surroundings.certificates.authority),
        namespace: base64(namespace),
        token: data['token'] ?? base64(issueSecretToken(cluster, account, secret)),
      };
    });
  }
  return undefined;
}
