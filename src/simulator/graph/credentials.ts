import { newToken } from '../entra/identifiers.ts';
import { secretKnownAt } from '../entra/lags.ts';
import { freshId } from '../entra/state.ts';
import type { Application, Replicated, Secret, ServicePrincipal } from '../entra/state.ts';
import { stamp } from './bodies.ts';
import { find, write } from './call.ts';
import type { Call } from './call.ts';
import { badRequest, entity, isReply, noContent, refusal } from './reply.ts';
import type { Reply } from './reply.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const DEFAULT_YEARS = 2;

type Wish = Readonly<Record<string, unknown>>;

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

function endOf(call: Call, wish: Wish): string {
  const end = new Date(Date.parse(text(wish['startDateTime']) ?? stamp(call.now)));
  end.setUTCFullYear(end.getUTCFullYear() + DEFAULT_YEARS);
  return text(wish['endDateTime']) ?? stamp(end.getTime());
}

/** Tenant policies on secrets. */
function againstPolicy(call: Call, wish: Wish): Reply | undefined {
  const policy = call.surroundings.faults.take('graph.credPolicy', call.about);
  if (policy === undefined) return undefined;
  const name = `'${text(policy['policy']) ?? 'Default application management policy'}'`;
  if (policy['kind'] === 'type') {
    return refusal(
      400,
      'CredentialTypeNotAllowedAsPerAppPolicy',
      `Credential type not allowed as per assigned policy ${name}.`,
    );
  }
  const days = (Date.parse(endOf(call, wish)) - call.now) / DAY_MS;
  return days <= Number(policy['maxDays'] ?? 180)
    ? undefined
    : refusal(
        400,
        'CredentialInvalidLifetimeAsPerAppPolicy',
        `Credential lifetime exceeds the max value allowed as per assigned policy ${name}.`,
      );
}

/** A new secret as wished, or why there is none: Graph makes text and key id itself (ansible-collections/azure#2250). */
export function newSecret(call: Call, wish: Wish): Secret | Reply {
  if (wish['secretText'] != null || wish['keyId'] != null || wish['hint'] != null) {
    return badRequest('New password credentials must be generated with service actions.');
  }
  const refused = againstPolicy(call, wish);
  if (refused !== undefined) return refused;
  const { surroundings, now, about } = call;
  const startDateTime = text(wish['startDateTime']) ?? stamp(now);
  const endDateTime = endOf(call, wish);
  if (Date.parse(endDateTime) <= Date.parse(startDateTime)) {
    return badRequest('Key credential end date is invalid.');
  }
  return {
    keyId: freshId(surroundings),
    text: `${newToken(surroundings.random, 3)}8Q~${newToken(surroundings.random, 34)}`,
    displayName: text(wish['displayName']),
    startDateTime,
    endDateTime,
    knownToLoginAt: secretKnownAt(surroundings, about),
  };
}

/** A secret as Graph shows it once, with its text. */
export function revealed({ keyId, text: secretText, displayName, startDateTime, endDateTime }: Secret): Wish {
  return {
    customKeyIdentifier: null,
    displayName,
    endDateTime,
    hint: secretText.slice(0, 3),
    keyId,
    secretText,
    startDateTime,
  };
}

/** Whether the application's instance lock, or the fault, closes the principal to secrets. */
function isLocked(call: Call, principal: ServicePrincipal): boolean {
  const application = Object.values(call.state.objects).find(
    ({ kind, appId }) => kind === 'application' && appId === principal.appId,
  );
  const lock = (application?.shown['servicePrincipalLockConfiguration'] ?? {}) as Record<string, unknown>;
  const closed = lock['allProperties'] === true || lock['credentialsWithUsageVerify'] === true;
  return (
    (lock['isEnabled'] === true && closed) ||
    call.surroundings.faults.take('graph.lockedSp', call.about) !== undefined
  );
}

const LOCKED = refusal(
  400,
  'CannotUpdateLockedServicePrincipalProperty',
  'Property passwordCredentials on the service principal is locked.',
);

function owner(call: Call, kind: Replicated['kind']): Application | ServicePrincipal | Reply {
  const found = find(call, kind, call.names[0] ?? '');
  if (isReply(found) || found.kind === 'application') return found;
  return isLocked(call, found) ? LOCKED : found;
}

/** `addPassword` on an application or a service principal. */
export function addPassword(kind: Replicated['kind']): (call: Call) => Reply {
  return (call) => {
    const found = owner(call, kind);
    if (isReply(found)) return found;
    const secret = newSecret(call, (call.body['passwordCredential'] ?? {}) as Wish);
    if (isReply(secret)) return secret;
    write(call, found.id, { ...found, secrets: [...found.secrets, secret] });
    const told = entity(200, 'microsoft.graph.passwordCredential', revealed(secret));
    return { ...told, location: 'https://graph.microsoft.com' };
  };
}

/** `removePassword` on an application or a service principal. */
export function removePassword(kind: Replicated['kind']): (call: Call) => Reply {
  return (call) => {
    const found = owner(call, kind);
    if (isReply(found)) return found;
    const { keyId } = call.body;
    const secrets = found.secrets.filter((secret) => secret.keyId !== keyId);
    if (secrets.length === found.secrets.length) {
      return badRequest(`No password credential found with keyId '${String(keyId)}'.`);
    }
    write(call, found.id, { ...found, secrets });
    return noContent;
  };
}
