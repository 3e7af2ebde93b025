import { applications } from '../entra/state.ts';
import type { Call } from './call.ts';
import { badRequest, refusal } from './reply.ts';
import type { Reply } from './reply.ts';

/** How many objects one person may have made, those in the bin included (Entra's FAQ on deleting applications). */
const QUOTA = 250;

const AUDIENCES: readonly unknown[] = [
  'AzureADMyOrg',
  'AzureADMultipleOrgs',
  'AzureADandPersonalMicrosoftAccount',
  'PersonalMicrosoftAccount',
];

const LONGEST_NAME = 256;

/** Refuses one object too many. */
export function beyondQuota(call: Call): Reply | undefined {
  const made = Object.values(call.state.objects).filter(
    ({ creatorId }) => creatorId === call.caller.objectId,
  );
  return made.length < QUOTA && call.surroundings.faults.take('graph.quota', call.about) === undefined
    ? undefined
    : refusal(
        403,
        'Directory_QuotaExceeded',
        'The directory object quota limit for the Principal has been exceeded. Please ask your administrator to increase the quota limit or delete objects to reduce the used quota.',
      );
}

/** Refuses a unique name that another application has; one in the bin still has its own (Bicep's troubleshooting guide). */
export function takenName(call: Call, uniqueName: unknown): Reply | undefined {
  if (uniqueName == null) return undefined;
  const isTaken = applications(call.state).some(({ shown }) => shown['uniqueName'] === uniqueName);
  const message = 'Another object with the same value for property uniqueName already exists.';
  // 400, not 409: seen in Bicep deployments that create applications.
  return isTaken
    ? refusal(400, 'Request_BadRequest', message, [{ code: 'ObjectConflict', message, target: 'uniqueName' }])
    : undefined;
}

/** Refuses values that no application may have. */
export function badValue(body: Readonly<Record<string, unknown>>): Reply | undefined {
  const { displayName, signInAudience } = body;
  const wrong =
    signInAudience != null && !AUDIENCES.includes(signInAudience)
      ? 'signInAudience'
      : 'displayName' in body &&
          (typeof displayName !== 'string' || displayName === '' || displayName.length > LONGEST_NAME)
        ? 'displayName'
        : undefined;
  return wrong === undefined
    ? undefined
    : badRequest(`Invalid value specified for property '${wrong}' of resource 'Application'.`);
}

/** Refuses applications that do not name who answers for them, in tenants that ask for it. */
export function lacksReference(call: Call): Reply | undefined {
  if (call.body['serviceManagementReference'] != null) return undefined;
  return call.surroundings.faults.take('graph.requireServiceRef', call.about) === undefined
    ? undefined
    : refusal(
        400,
        'ServiceTreeValueMissing',
        'ServiceManagementReference field is required for Create, but is missing in the request. Refer to the TSG `https://aka.ms/service-management-reference-error` for resolving the error.',
      );
}
