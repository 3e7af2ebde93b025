let last: Promise<unknown> = Promise.resolve();

/** Runs one import after the other: Node's module runner under jest trips over packages that load at the same time. */
export function inTurn<T>(load: () => Promise<T>): Promise<T> {
  const loaded = last.then(load);
  last = loaded.catch(() => undefined);
  return loaded;
}

/** A loader that runs once. */
export function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => (loaded ??= inTurn(load));
}
