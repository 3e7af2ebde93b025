export interface Task {
  readonly id: string;
  readonly after: readonly string[];
}
export type Result =
  { readonly is: 'done' } | { readonly is: 'failed'; readonly error: unknown } | { readonly is: 'skipped' };

/** Azure Resource Manager's buckets allow 10 writes a second; more steps than this at once gain nothing. */
const WIDTH = 16;

/**
 * Runs every task once all of its `after` are done, as many at a time as are free, in list order.
 *
 * After the first failure (or an abort) nothing new starts, but what runs is left to finish: a cloud
 * call cut in the middle leaves us knowing less than one that failed. A failed task is a result, not a
 * rejection: this rejects only when the tasks can never all start.
 */
export async function schedule<T extends Task>(
  tasks: readonly T[],
  run: (task: T) => Promise<void>,
  { width = WIDTH, signal }: { readonly width?: number; readonly signal?: AbortSignal | undefined } = {},
): Promise<ReadonlyMap<string, Result>> {
  assertRunnable(tasks);
  const results = new Map<string, Result>();
  const running = new Map<string, Promise<void>>();
  let draining = false;

  const isReady = (task: T): boolean =>
    !results.has(task.id) &&
    !running.has(task.id) &&
    task.after.every((id) => results.get(id)?.is === 'done');

  const start = (task: T): void => {
    const settle = (result: Result): void => {
      results.set(task.id, result);
      running.delete(task.id);
    };
    running.set(
      task.id,
      run(task).then(
        () => settle({ is: 'done' }),
        (error: unknown) => {
          draining = true;
          settle({ is: 'failed', error });
        },
      ),
    );
  };

  for (;;) {
    if (!draining && signal?.aborted !== true) {
      for (const task of tasks) if (running.size < width && isReady(task)) start(task);
    }
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  for (const task of tasks) if (!results.has(task.id)) results.set(task.id, { is: 'skipped' });
  return results;
}

/** A task that can never start would otherwise look like one that was skipped. */
function assertRunnable(tasks: readonly Task[]): void {
  const open = new Map(tasks.map((task) => [task.id, new Set(task.after)]));
  if (open.size !== tasks.length) throw new Error('two tasks share an id');
  for (let free; (free = [...open].find(([, after]) => after.size === 0)) !== undefined;) {
    open.delete(free[0]);
    for (const after of open.values()) after.delete(free[0]);
  }
  if (open.size > 0) {
    throw new Error(
      `these tasks wait for each other or for a task that is not there: ${[...open.keys()].join(', ')}`,
    );
  }
}
