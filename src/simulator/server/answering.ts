import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Simulator } from '../simulator.ts';
import type { WireResponse } from '../wire.ts';
import { turnedInward, turnedOutward, withProxy } from './addresses.ts';
import { endOfWork, pacedAnswer, type PacedClock } from './clock.ts';
import { CONTROL, controlAnswer } from './control.ts';
import { hostOf, isLocal, wayOf } from './hosts.ts';
import { bodyOf, refusal, reply, TooLarge, urlOf, wireOf } from './requests.ts';
import { forward } from './forwarding.ts';
import type { RealClusters } from './real-clusters.ts';
import { streamTo } from './streaming.ts';

/** What answers are made from. */
export interface Served {
  readonly simulator: Simulator;
  readonly clock: PacedClock;
  readonly real: Clock;
  readonly speed: number;
  readonly authority: string;
  readonly onBug: (error: unknown, request: string) => void;
  readonly port: () => number;
  /** The real API servers of the clusters, where there are such. */
  readonly realClusters: () => RealClusters | undefined;
  answered: number;
}

/** Why a proxy's client is not let through to a host. Nothing ever goes to the network. */
export function refusedHost(simulator: Simulator, target: string, port: number): string | undefined {
  const host = hostOf(target);
  if (isLocal(host) || host.endsWith('.localhost')) {
    return target.endsWith(`:${port}`)
      ? undefined
      : `This is the simulator's proxy: it does not lead to ${target}.`;
  }
  if (simulator.answersFor(host)) return undefined;
  return `The simulator has no ${host}, and nothing here goes to the network.`;
}

/** Answers a request inside of TLS. */
export async function answer(
  served: Served,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  const { host: header = 'localhost' } = request.headers;
  const path = request.url ?? '/';
  if (isLocal(hostOf(header)) && path.startsWith(CONTROL)) return control(served, request, response);
  try {
    const answered = await cloudAnswer(served, { request, response, header });
    served.answered += 1;
    if (answered === undefined) request.socket.destroy();
    else if (answered !== 'sent') reply(response, answered);
  } catch (error) {
    if (error instanceof TooLarge) return tooLarge(request, response, error);
    if (request.socket.destroyed) return;
    served.onBug(error, `${request.method} ${header}${path}`);
    reply(
      response,
      refusal(500, 'BugInSimulator', 'The simulator has a bug here; its standard error says more.'),
    );
  }
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly header: string;
}

/** What the cloud answers, unless that has been sent; undefined: it does not take the connection. */
async function cloudAnswer(
  served: Served,
  { request, response, header }: Exchange,
): Promise<WireResponse | 'sent' | undefined> {
  const { simulator, clock, speed } = served;
  const way = wayOf(header, request.url ?? '/');
  const url = way.path.startsWith('/') ? urlOf(way.host, way.path) : undefined;
  if (url === undefined) return refusal(400, 'BadRequest', 'The address of the request is malformed.');
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const isLook = request.method === 'GET' || request.method === 'HEAD';
  const look = (): void => {
    if (speed === 0 && isLook) clock.advance(endOfWork(simulator.world, clock.now()) - clock.now());
  };
  const cluster = served.realClusters()?.at(way.host);
  if (cluster !== undefined) {
    look();
    return forward(request, response, { cluster, url, simulator, authority: served.authority });
  }
  const body = await bodyOf(request, way.host);
  const wire = turnedInward(wireOf(request, { url, body }), way);
  look();
  try {
    const stream = simulator.open(wire);
    if (stream !== undefined) {
      await streamTo(response, stream, { real: served.real, look });
      return 'sent';
    }
    const given = await simulator.handle(wire, gone.signal);
    const told = withProxy(turnedOutward(given, way), way, `http://127.0.0.1:${served.port()}`);
    return pacedAnswer(told, speed);
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') return undefined;
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    const isNobody = way.base !== undefined && !simulator.answersFor(way.host);
    return isNobody ? refusal(404, 'HostNotFound', `Nobody has the name ${way.host}.`) : undefined;
  }
}

function tooLarge(request: IncomingMessage, response: ServerResponse, { message }: TooLarge): void {
  response.setHeader('connection', 'close');
  reply(response, refusal(413, 'RequestEntityTooLarge', message));
  // The rest of the body is not read.
  response.once('finish', () => request.socket.destroySoon());
}

async function control(served: Served, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A page in a browser may send requests here, but not without naming itself.
  if (request.headers.origin !== undefined) {
    reply(response, refusal(403, 'Forbidden', 'The control endpoint takes no requests of web pages.'));
    return;
  }
  try {
    const body = (await bodyOf(request, 'localhost')).toString('utf8');
    const { method = 'GET', url: path = '/' } = request;
    reply(response, controlAnswer(served, { method, path, body }));
  } catch (error) {
    if (error instanceof TooLarge) tooLarge(request, response, error);
    else request.socket.destroy();
  }
}

/** In the open there is the control endpoint only. */
export async function answerPlainly(
  served: Served,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.on('error', () => undefined);
  const { host = 'localhost' } = request.headers;
  const path = request.url ?? '/';
  if (isLocal(hostOf(host)) && path.startsWith(CONTROL)) return control(served, request, response);
  request.resume();
  const isProxied = !path.startsWith('/');
  const message = isProxied
    ? 'This proxy leads to the simulated cloud, over HTTPS only.'
    : `The cloud speaks HTTPS: https://${host}/. In the open there is only http://${host}${CONTROL}.`;
  reply(response, refusal(isProxied ? 403 : 400, 'HttpsRequired', message));
}
