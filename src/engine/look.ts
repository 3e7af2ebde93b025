import { Problem } from '../problems/problem.ts';
import { isActive } from './context.ts';
import type { Run } from './ports.ts';
import type { AnyResource, Context, Needs } from './resource.ts';

/** A kind of thing that this deployment seems never to have had may be one that we are not allowed to look for. */
export async function look<W>(
  resource: AnyResource,
  ctx: Context<W, Needs>,
  run: Pick<Run<W>, 'world' | 'state'>,
): Promise<unknown> {
  try {
    return await resource.read(ctx);
  } catch (error) {
    const isForbidden = error instanceof Problem && error.code.startsWith('access.');
    if (isForbidden && run.state.entry(resource.id) === undefined && !isActive(resource, run.world))
      return undefined;
    throw error;
  }
}
