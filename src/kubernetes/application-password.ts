import { APPLICATION_PASSWORD, PASSWORD_DAYS, passwordRequest } from '../entra/application.ts';
import type { JsonObject } from '../gateways/ports.ts';
import { Problem } from '../problems/problem.ts';
import type { World } from '../world.ts';

/** A password of the application as the directory shows it. */
export interface Key {
  readonly keyId: string;
  readonly name: string;
  /** The first three characters: how a password in hand is matched with its key. */
  readonly hint: string;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** A password with the id of its key. */
export interface Password {
  readonly secret: string;
  readonly keyId: string;
}

type Application = { readonly objectId: string } | undefined;
const SOON_MS = 30 * 86_400_000;

const text = (body: JsonObject, key: string): string => (typeof body[key] === 'string' ? body[key] : '');

const keyFrom = (body: JsonObject): Key => ({
  keyId: text(body, 'keyId'),
  name: text(body, 'displayName'),
  hint: text(body, 'hint'),
  startsAt: Date.parse(text(body, 'startDateTime')),
  endsAt: Date.parse(text(body, 'endDateTime')),
});

/** The passwords that the application has now. */
export async function passwordsOf({ graph }: World, application: Application): Promise<readonly Key[]> {
  if (application === undefined) return [];
  const body = await graph.get(`/applications/${application.objectId}?$select=id,passwordCredentials`);
  return ((body?.['passwordCredentials'] ?? []) as readonly JsonObject[]).map(keyFrom);
}

/** The key of a password, unless it ends soon. Where a tenant allows short lives only, "soon" is the last third. */
export function findKey(
  keys: readonly Key[],
  {
    keyId,
    secret,
    now,
  }: { readonly keyId: string | undefined; readonly secret: string; readonly now: number },
): Key | undefined {
  const key = keys.find((candidate) => candidate.keyId === keyId) ?? keys.find(isOf(secret));
  if (key === undefined) return undefined;
  const soon = Math.min(SOON_MS, (key.endsAt - key.startsAt) / 3);
  return key.endsAt - now > soon ? key : undefined;
}

const isOf =
  (secret: string) =>
  ({ hint }: Key): boolean =>
    hint !== '' && secret.startsWith(hint);

/** The password that came with the application when this process made it, or else a further one. */
export async function newPassword(
  world: World,
  application: Application,
  keys: readonly Key[],
): Promise<Password | undefined> {
  if (application === undefined) return undefined;
  const secret = world.vault.recall(APPLICATION_PASSWORD)?.reveal();
  const key =
    secret === undefined ? undefined : findKey(keys, { keyId: undefined, secret, now: world.now() });
  if (secret !== undefined && key !== undefined) return { secret, keyId: key.keyId };
  for (const days of PASSWORD_DAYS) {
    try {
      const body = await world.graph.post(`/applications/${application.objectId}/addPassword`, {
        passwordCredential: passwordRequest(world, days),
      });
      return { secret: text(body, 'secretText'), keyId: text(body, 'keyId') };
    } catch (error) {
      const isTooLong = error instanceof Problem && error.code === 'access.password-lifetime';
      if (!isTooLong || days === PASSWORD_DAYS.at(-1)) throw error;
    }
  }
  return undefined;
}

/** Removes passwords that we made and nobody holds any more. */
export async function removeLost(
  world: World,
  application: Application,
  { keys, inUse }: { readonly keys: readonly Key[]; readonly inUse: readonly (string | undefined)[] },
): Promise<void> {
  if (application === undefined) return;
  const ours = passwordRequest(world, 0)['displayName'];
  for (const { keyId, name } of keys) {
    if (name !== ours || inUse.includes(keyId)) continue;
    await world.graph.post(`/applications/${application.objectId}/removePassword`, { keyId });
  }
}
