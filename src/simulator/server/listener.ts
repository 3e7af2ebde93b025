import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server as HttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createNetServer } from 'node:net';
import type { Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { SecureContext } from 'node:tls';
import type { Authority } from './certificates.ts';

/** Who answers what comes in at the port. */
export interface Answering {
  /** Requests inside of TLS. */
  readonly secure: RequestListener;
  /** Requests in the open. */
  readonly plain: RequestListener;
  /** Why nobody may be connected with `host:port`; undefined: they may. */
  readonly refusesHost: (target: string) => string | undefined;
}

/** An open port. */
export interface Listener {
  readonly port: number;
  /** Ends every connection and gives the port back. */
  close(): Promise<void>;
}

/** The first byte of a TLS handshake. */
const HANDSHAKE = 0x16;
/** Clients keep connections for reuse about this long; whoever closes first makes the other stumble. */
const KEEP_ALIVE_MS = 120_000;
/** Servers' names with certificates at hand. */
const MOST_CONTEXTS = 1000;

/** One port for TLS, for plain HTTP and for CONNECT: what comes first tells. */
export async function listen(
  answering: Answering,
  { port, authority }: { readonly port: number; readonly authority: Authority },
): Promise<Listener> {
  const sockets = new Set<Socket>();
  const secure = createHttpsServer(tlsOptions(authority), answering.secure);
  const plain = createHttpServer(answering.plain);
  const enter = (socket: Socket): void => byFirstByte(socket, { secure, plain });
  for (const server of [secure, plain]) {
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    server.on('connect', (request: IncomingMessage, socket: Socket, head: Buffer) =>
      connect(request.url ?? '', { socket, head }, { answering, enter }),
    );
    server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => refuseBytes(error, socket));
  }
  secure.on('tlsClientError', (_error, socket) => socket.destroy());
  const doors = createNetServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    enter(socket);
  });
  await new Promise<void>((resolve, reject) => {
    doors.once('error', reject);
    doors.listen(port, '127.0.0.1', resolve);
  });
  const address = doors.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        doors.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A certificate for whatever name is asked for. */
function tlsOptions(authority: Authority) {
  const contexts = new Map<string, SecureContext>();
  const identity = (names: readonly string[]) => {
    const { certificate, key } = authority.forServer(names);
    return { cert: certificate + authority.certificate, key, ca: authority.certificate };
  };
  return {
    ...identity(['localhost', '127.0.0.1', '::1']),
    ALPNProtocols: ['http/1.1'],
    // Clients of clusters show who they are by a certificate; nobody else need have one.
    requestCert: true,
    rejectUnauthorized: false,
    SNICallback(name: string, done: (error: Error | null, context?: SecureContext) => void) {
      const wanted = name.toLowerCase();
      const context = contexts.get(wanted) ?? createSecureContext(identity([wanted]));
      if (contexts.size >= MOST_CONTEXTS) contexts.clear();
      contexts.set(wanted, context);
      done(null, context);
    },
  };
}

function byFirstByte(socket: Socket, { secure, plain }: { secure: HttpServer; plain: HttpServer }): void {
  socket.once('readable', () => {
    const first: unknown = socket.read();
    if (!Buffer.isBuffer(first)) return;
    socket.unshift(first);
    (first[0] === HANDSHAKE ? secure : plain).emit('connection', socket);
  });
}

/** What a proxy is asked for: a way to a host. The way leads back to this port, or nowhere. */
function connect(
  target: string,
  { socket, head }: { readonly socket: Socket; readonly head: Buffer },
  { answering, enter }: { readonly answering: Answering; readonly enter: (socket: Socket) => void },
): void {
  socket.on('error', () => socket.destroy());
  const reason = answering.refusesHost(target);
  if (reason !== undefined) {
    const body = `${reason}\n`;
    socket.end(
      `HTTP/1.1 403 Forbidden\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
    );
    return;
  }
  socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
  if (head.length > 0) socket.unshift(head);
  enter(socket);
}

/** Bytes that are no HTTP. */
function refuseBytes({ code }: NodeJS.ErrnoException, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status =
    code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? '408 Request Timeout'
        : '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
}
