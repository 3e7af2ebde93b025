import type { Call } from './command.ts';
import type { SignIn } from './ports.ts';

/** How a call wants to sign in. */
export function signInOf({ io, options, screen, signal, tell }: Call): SignIn {
  const { simulate, auth, tenant, verbose } = options;
  return {
    io,
    simulate: simulate === true,
    auth,
    tenant,
    signal,
    tell,
    ...(verbose === true ? { log: (line: string) => screen.detail(line) } : {}),
  };
}
