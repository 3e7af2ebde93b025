import type { Call } from './command.ts';
import type { SignIn } from './ports.ts';

/** How a call wants to sign in. */
export function signInOf({ io, options, signal, tell }: Call): SignIn {
  const { simulate, auth, tenant, verbose } = options;
  return { io, simulate: simulate === true, auth, tenant, verbose: verbose === true, signal, tell };
}
