import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as tlsConnect } from 'node:tls';
import { newAuthority, newSigningKey } from '../../src/simulator/server/certificates.ts';
import { startServer, type ServerOptions, type SimulatorServer } from '../../src/simulator/server/server.ts';

/** An answer as it came over the wire. */
export interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  /** The body as JSON; an empty object when it is none. */
  readonly body: Record<string, unknown>;
}

export interface Ask {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A server and the ways to it. */
export interface ServerRig {
  readonly server: SimulatorServer;
  readonly port: number;
  readonly ca: string;
  /** Bugs that the server has confessed. */
  readonly bugs: string[];
  /** By the names of Azure, through the proxy. */
  through(url: string, ask?: Ask): Promise<Got>;
  /** At the server's own address. */
  direct(path: string, ask?: Ask): Promise<Got>;
  /** In the open. */
  openly(path: string, ask?: Ask): Promise<Got>;
  /** A header of the server's own account, for ARM unless told otherwise. */
  authorization(scope?: string): Promise<Readonly<Record<string, string>>>;
  tunnel(host: string): Promise<Socket>;
}

/** The time of this machine. */
export const realClock = {
  now: () => Date.now(),
  sleep: (ms: number, signal?: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

const authority = newAuthority(Date.now());
const signingKey = newSigningKey();

/** Starts a server whose operations have ended when one looks, runs `work`, and stops it. */
export async function withServer<T>(
  work: (rig: ServerRig) => Promise<T>,
  options: Partial<ServerOptions> = {},
): Promise<T> {
  const bugs: string[] = [];
  const server = await startServer({
    clock: realClock,
    port: 0,
    speed: 0,
    authority,
    signingKey,
    onBug: (error, request) =>
      bugs.push(`${request}: ${error instanceof Error ? (error.stack ?? '') : String(error)}`),
    ...options,
  });
  try {
    return await work(rigOf(server, bugs));
  } finally {
    await server.close();
  }
}

function rigOf(server: SimulatorServer, bugs: string[]): ServerRig {
  const { port } = server;
  const ca = authority.certificate;
  const tunnel = (host: string): Promise<Socket> =>
    new Promise((resolve, reject) => {
      const asked = httpRequest({ port, host: '127.0.0.1', method: 'CONNECT', path: host });
      asked.on('connect', (response, socket) => {
        if (response.statusCode === 200) resolve(socket);
        else reject(new Error(`CONNECT ${host}: ${response.statusCode}`));
      });
      asked.on('error', reject);
      asked.end();
    });
  const through: ServerRig['through'] = async (address, ask) => {
    const url = new URL(address);
    const socket = await tunnel(`${url.hostname}:443`);
    const secure = tlsConnect({ socket, servername: url.hostname, ca });
    const options = { createConnection: () => secure, host: url.hostname };
    return send(httpsRequest, { ...options, path: url.pathname + url.search }, ask);
  };
  const direct: ServerRig['direct'] = (path, ask) =>
    send(httpsRequest, { host: 'localhost', port, path, ca, agent: false, family: 4 }, ask);
  return {
    server,
    port,
    ca,
    bugs,
    tunnel,
    through,
    direct,
    openly: (path, ask) => send(httpRequest, { host: '127.0.0.1', port, path, agent: false }, ask),
    async authorization(scope = 'https://management.azure.com/.default') {
      const { tenantId, clientId, clientSecret } = server.account;
      const form = new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
        scope,
      });
      const { body } = await through(`https://login.microsoftonline.com/${tenantId}/oauth2/v2.0/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: form.toString(),
      });
      return { authorization: `Bearer ${String(body['access_token'])}` };
    },
  };
}

type Send = typeof httpRequest;

function send(
  request: Send,
  options: object,
  { method = 'GET', headers = {}, body }: Ask = {},
): Promise<Got> {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  const kind: Record<string, string> = typeof body === 'object' ? { 'content-type': 'application/json' } : {};
  return new Promise((resolve, reject) => {
    const length = { 'content-length': String(Buffer.byteLength(text)) };
    const asked = request({ ...options, method, headers: { ...length, ...kind, ...headers } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const got = Buffer.concat(parts).toString();
        const { statusCode: status = 0, headers: told } = response;
        resolve({ status, headers: told, text: got, body: parsed(got) });
      });
    });
    asked.on('error', reject);
    asked.end(text);
  });
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}
