import type { Status } from '../engine/resource.ts';
import type { KubeObject } from '../gateways/ports.ts';
import type { World } from '../world.ts';
import { isUnseen, type Unseen } from './look.ts';
import { isMarked, marked } from './marks.ts';
import { digest, fieldsAt, textOf } from './objects.ts';

/** One Secret as we want it. */
export interface SecretSpec {
  readonly component: string;
  readonly namespace: string;
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A Secret of this deployment, ready to be applied. */
export function secretObject({ config }: World, spec: SecretSpec): KubeObject {
  const { name, namespace, annotations = {}, values } = spec;
  const data = Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, Buffer.from(value, 'utf8').toString('base64')]),
  );
  const metadata = { name, namespace, annotations };
  const object = { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', data };
  return marked(object, { deployment: config.name, component: spec.component });
}

/** What a live Secret holds. */
export const secretValues = (secret: KubeObject | undefined): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(
    Object.entries(fieldsAt(secret, 'data')).map(([key, value]) => [
      key,
      Buffer.from(textOf(value), 'base64').toString('utf8'),
    ]),
  );

/** A name for what a Secret holds, by which its readers notice a change. It says nothing about the values. */
export const secretVersion = (secret: KubeObject | undefined): string => digest(fieldsAt(secret, 'data'));

/** A reference to a Secret. */
export const secretRef = (namespace: string, name: string) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { namespace, name },
});

/** The same Secret in several namespaces, as a look saw it. */
type Seen = Unseen | { readonly secrets: readonly (KubeObject | undefined)[] };

/** Secrets are ready when they are there, and none of them is on its way out. */
export function secretsStatus(live: Seen): Status {
  if (isUnseen(live)) return { is: 'pending', because: live.unseen };
  const isGoing = live.secrets.some((secret) => secret?.metadata.deletionTimestamp !== undefined);
  return isGoing ? { is: 'going', because: 'being removed' } : { is: 'ready' };
}

/** Whether every one of the Secrets that are there was made by this deployment. */
export const areOurSecrets = (live: Seen, { config }: World): boolean =>
  isUnseen(live) || live.secrets.every((secret) => secret === undefined || isMarked(secret, config.name));
