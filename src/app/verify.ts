import { application, APPLICATION_PASSWORD } from '../entra/application.ts';
import { storageAccount } from '../azure/storage-account.ts';
import { storageContainer } from '../azure/storage-container.ts';
import type { OutputsOf } from '../engine/resource.ts';
import type { CheckResult, Session } from './ports.ts';

/** How long a new role may take to act on blobs: Microsoft says up to ten minutes. */
const PATIENCE_SECONDS = 600;
const LOOK_SECONDS = 15;
/** Replicas of the directory learn of a new password one by one: one success can be followed by a refusal. */
const IN_A_ROW = 3;
const CHECK = { id: 'storage-access', title: 'Storage access for flows' } as const;

/**
 * Does once what flows will do: signs in with the password that this run has made and writes a blob.
 *
 * Nothing fails on it: what is slow to act will act later. `undefined` when this run has made no password.
 */
export async function verify(session: Session): Promise<CheckResult | undefined> {
  const { world, state, clock, signal } = session;
  const secret = world.vault.recall(APPLICATION_PASSWORD);
  const app = state.entry(application.id)?.outputs as OutputsOf<typeof application>;
  const account = state.entry(storageAccount.id)?.outputs as OutputsOf<typeof storageAccount> | undefined;
  const container = state.entry(storageContainer.id)?.outputs as
    OutputsOf<typeof storageContainer> | undefined;
  if (secret === undefined || app === undefined || account === undefined || container === undefined) {
    return undefined;
  }
  const request = {
    tenantId: world.operator.tenantId,
    clientId: app.appId,
    secret,
    blobEndpoint: account.blobEndpoint,
    container: container.name,
    blob: `metaflow-azure-probe-${session.runId}`,
  };
  const began = clock.now();
  let successes = 0;
  for (;;) {
    const answer = await world.access.prove(request);
    successes = answer === 'ok' ? successes + 1 : 0;
    if (successes === IN_A_ROW)
      return { ...CHECK, verdict: 'ok', says: 'signed in, wrote and removed a blob', advice: [] };
    const late = clock.now() - began > PATIENCE_SECONDS * 1000 || signal?.aborted === true;
    if (late) {
      return {
        ...CHECK,
        verdict: 'warning',
        says: answer === 'ok' ? 'it works now and then' : `not yet: ${answer.message}`,
        advice: ['Roles can take ten minutes and more to act on blobs; flows will work once this one does.'],
      };
    }
    if (answer !== 'ok') {
      session.emit({ type: 'call.retrying', because: answer.message, waitMs: LOOK_SECONDS * 1000 });
      await clock.sleep(LOOK_SECONDS * 1000, signal);
    }
  }
}
