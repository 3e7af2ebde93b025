import type { Containers } from '../../src/simulator/blob/containers.ts';
import { pretended } from '../../src/simulator/kubernetes/pem.ts';
import { createEntra } from '../../src/simulator/entra/entra.ts';
import { createGraph } from '../../src/simulator/graph/graph.ts';
import type { Surroundings } from '../../src/simulator/ports.ts';
import type { Service, WireRequest } from '../../src/simulator/wire.ts';

/** The tenant of all identity tests. */
export const TENANT = '11111111-1111-4111-8111-111111111111';

/** The person of all identity tests. */
export const OPERATOR = { objectId: '22222222-2222-4222-8222-222222222222', name: 'ada@contoso.com' };

/** Knobs by fault id, with how often the fault may still strike. */
type Armed = Record<
  string,
  { readonly knobs?: Record<string, unknown>; times?: number; readonly match?: RegExp }
>;

/** A plain JSON body, loosely typed: tests say what they expect of it. */
export type Json = { readonly [key: string]: Json } & readonly Json[] & string;

/** An account whose containers ARM does not keep. */
export const NO_CONTAINERS: Containers = {
  all: () => [],
  make: () => 'made',
  change: () => undefined,
  remove: () => undefined,
  settings: () => ({}),
  set: () => undefined,
};

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
  readonly text: string;
}

/** Sends one request to a service as a client would put it on the wire. */
export function send(
  service: Service,
  operation: string,
  options: Partial<WireRequest> & { json?: unknown } = {},
): Answer {
  const [method = '', address = ''] = operation.split(/ (.*)/);
  const { json, body = json === undefined ? '' : JSON.stringify(json), headers = {} } = options;
  const answer = service.handle({ method, url: new URL(address), headers, body });
  const isJson = answer.headers['content-type']?.includes('json') ?? false;
  return { ...answer, text: answer.body, body: (isJson ? JSON.parse(answer.body) : undefined) as Json };
}

/** Surroundings with a clock that stands still until told, repeatable chance, and faults by name. */
export function surroundingsFor(
  options: { profile?: 'fast' | 'realistic'; world?: Record<string, unknown> } = {},
) {
  let now = Date.UTC(2026, 0, 1);
  let seed = 1;
  const armed: Armed = {};
  const surroundings: Surroundings = {
    clock: { now: () => now, sleep: () => Promise.resolve() },
    wall: () => now,
    certificates: pretended,
    random() {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    },
    faults: {
      take(id, about) {
        const fault = armed[id];
        if (fault === undefined || fault.times === 0 || fault.match?.test(about) === false) return undefined;
        if (fault.times !== undefined) fault.times -= 1;
        return fault.knobs ?? {};
      },
    },
    profile: options.profile ?? 'fast',
    world: options.world ?? {},
  };
  return {
    surroundings,
    armed,
    advance(seconds: number) {
      now += seconds * 1000;
    },
  };
}

/** The identity side with short ways to ask it. */
export function identityRig(options: Parameters<typeof surroundingsFor>[0] = {}) {
  const base = surroundingsFor(options);
  const entra = createEntra(base.surroundings, { tenantId: TENANT, operator: OPERATOR });
  const service = createGraph(base.surroundings, entra.directory);
  return {
    ...base,
    entra,
    service,
    /** Asks Graph as the operator: `graph('POST /applications', {...})`. */
    graph(operation: string, json?: unknown, headers: Record<string, string> = {}): Answer {
      const [method, path] = operation.split(/ (.*)/);
      return send(service, `${method} https://graph.microsoft.com/v1.0${path}`, {
        headers: {
          authorization: `Bearer ${entra.signIn({ audience: 'https://graph.microsoft.com' })}`,
          ...headers,
        },
        ...(json !== undefined && { json }),
      });
    },
    /** Asks the token endpoint. */
    token(form: Record<string, string>, tenant = TENANT): Answer {
      return send(entra, `POST https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`, {
        body: new URLSearchParams({ scope: 'https://management.azure.com/.default', ...form }).toString(),
      });
    },
    /** An application with a secret and a service principal, as the program under test makes them. */
    client(uniqueName = 'metaflow') {
      const app = this.graph('POST /applications', {
        displayName: uniqueName,
        uniqueName,
        signInAudience: 'AzureADMyOrg',
        passwordCredentials: [{ displayName: 'metaflow', endDateTime: '2027-01-01T00:00:00Z' }],
      }).body;
      const principal = this.graph('POST /servicePrincipals', { appId: app.appId }).body;
      const secret = String(app.passwordCredentials?.[0]?.secretText);
      return { app, principal, appId: String(app.appId), id: String(app.id), secret };
    },
  };
}
