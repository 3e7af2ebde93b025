import { Problem } from '../problems/problem.ts';
import { isOurs, type Outputs } from './context.ts';
import type { Run } from './ports.ts';
import type { AnyResource, Context, Needs, Receipt, Status } from './resource.ts';

const POLL_SECONDS = 5;
/** Reads of Azure may miss what was just made for a while: minutes are unheard of, seconds are common. */
const VISIBLE_WITHIN_SECONDS = 120;

/** The live thing once it has stopped moving: ready, broken, or absent. */
export async function settled<W>(
  resource: AnyResource,
  ctx: Context<W, Needs>,
  run: Run<W>,
): Promise<unknown> {
  let live: unknown;
  await waitUntil(resource, run, async () => {
    live = await resource.read(ctx);
    return live === undefined ? { is: 'ready' } : resource.status(live, ctx);
  });
  return live;
}

/** The thing that `ensure` has just asked for, ready. What is known of its failure is thrown. */
export async function appeared<W>(
  resource: AnyResource,
  ctx: Context<W, Needs>,
  run: Run<W>,
  receipt: Receipt | undefined,
): Promise<unknown> {
  let live: unknown;
  let invisibleSince: number | undefined;
  const look = async (): Promise<Status> => {
    live = await resource.read(ctx);
    const status: Status =
      live === undefined ? { is: 'pending', because: 'not visible yet' } : resource.status(live, ctx);
    if (live !== undefined && (status.is === 'ready' || status.is === 'pending')) {
      invisibleSince = undefined;
      return status;
    }
    const outcome = await receipt?.outcome();
    if (outcome?.is === 'failed') throw outcome.error;
    // While the operation runs, the thing may show the state that it is being brought out of.
    if (status.is === 'broken' && outcome?.is !== 'running') {
      throw new Problem('step.broken', `${resource.title}: ${status.because}`, {
        advice: ['metaflow-azure up    looks again and repairs what it can'],
      });
    }
    if (outcome?.is !== 'running') {
      invisibleSince ??= run.clock.now();
      if (run.clock.now() - invisibleSince > VISIBLE_WITHIN_SECONDS * 1000) {
        throw new Problem('step.vanished', `${resource.title} was made, and then it was gone`, {
          advice: ['metaflow-azure up    makes it again'],
        });
      }
    }
    return { is: 'pending', because: 'because' in status ? status.because : 'not visible yet' };
  };
  await waitUntil(resource, run, look);
  if (resource.steadySeconds !== undefined && run.signal?.aborted !== true) {
    await run.clock.sleep(resource.steadySeconds * 1000, run.signal);
    await waitUntil(resource, run, look);
  }
  return live;
}

/** Resolves when there is nothing left of the thing; asks again when the cloud gave up on an earlier request. */
export async function gone<W>(
  resource: AnyResource,
  ctx: Context<W, Needs>,
  run: Run<W>,
  outputs: Outputs,
): Promise<void> {
  let receipt: Receipt | undefined;
  let because = 'being removed';
  const look = async (): Promise<Status> => {
    const live: unknown = await resource.read(ctx);
    if (live === undefined) return { is: 'ready' };
    const status = resource.status(live, ctx);
    if (status.is === 'pending') return status;
    const isGoing = status.is === 'going';
    // While it could not be seen, or after ours went, somebody may have put their own in its place.
    if (!isOurs(resource, live, run, outputs)) return isGoing ? { is: 'pending', because } : { is: 'ready' };
    try {
      if (isGoing) await resource.unblock?.(ctx, live);
      else {
        // It is back: the cloud gave up, and may have said why.
        because = (await reasonOf(receipt)) ?? because;
        receipt = (await resource.remove(ctx, live)) ?? undefined;
      }
    } catch (error) {
      if (!(error instanceof Problem) || error.retrySeconds === undefined) throw error;
      return { is: 'pending', because: error.message };
    }
    return { is: 'pending', because };
  };
  await waitUntil(resource, run, look, run.resumes ?? 'metaflow-azure down');
}

async function reasonOf(receipt: Receipt | undefined): Promise<string | undefined> {
  const outcome = await receipt?.outcome();
  return outcome?.is === 'failed' && outcome.error instanceof Problem ? outcome.error.message : undefined;
}

async function waitUntil<W>(
  resource: AnyResource,
  run: Run<W>,
  look: () => Promise<Status>,
  again = 'metaflow-azure up',
): Promise<void> {
  const began = run.clock.now();
  for (;;) {
    const status = await look();
    if (status.is === 'ready' || status.is === 'broken') return;
    await pause(resource, run, status.because, { began, again });
  }
}

/** One pause between looks. Throws when patience or the person at the keyboard has ended the wait. */
export async function pause<W>(
  resource: AnyResource,
  run: Run<W>,
  reason: string,
  { began, again = 'metaflow-azure up' }: { readonly began: number; readonly again?: string },
): Promise<void> {
  const elapsedMs = run.clock.now() - began;
  // Problems name the thing first, and so does everything that shows a wait.
  const because = reason.replace(`${resource.title}: `, '');
  if (elapsedMs > resource.patienceMinutes * 60_000) {
    throw new Problem(
      'step.timeout',
      `${resource.title} is not finished after ${resource.patienceMinutes} minutes (${because})`,
      { advice: [`The cloud may still be working on it. ${again}    goes on waiting`] },
    );
  }
  run.emit({ type: 'step.waiting', id: resource.id, title: resource.title, because, elapsedMs });
  await run.clock.sleep((resource.pollSeconds ?? POLL_SECONDS) * 1000, run.signal);
  refuseInterrupted(resource, run, `was left to the cloud (${because})`);
}

/** Stands before every touch and after every pause: whoever asked us to stop wants nothing new begun. */
export function refuseInterrupted<W>({ title }: AnyResource, run: Run<W>, fate: string): void {
  if (run.signal?.aborted === true) throw new Problem('cancelled.interrupted', `${title} ${fate}`);
}
