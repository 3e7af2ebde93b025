import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Fault } from '../faults.ts';
import { createSimulator, type Simulator } from '../simulator.ts';
import type { WireResponse } from '../wire.ts';
import { openAccount, type Account } from './account.ts';
import { turnedInward, turnedOutward } from './addresses.ts';
import { authorityOf, type Identity } from './certificates.ts';
import { endOfWork, pacedAnswer, pacedClock, type PacedClock } from './clock.ts';
import { CONTROL, controlAnswer } from './control.ts';
import { hostOf, isLocal, wayOf } from './hosts.ts';
import { listen } from './listener.ts';
import { bodyOf, refusal, reply, TooLarge, urlOf, wireOf } from './requests.ts';

/** What a served cloud is made from. */
export interface ServerOptions {
  /** The time of this machine. */
  readonly clock: Clock;
  /** 0: any free one. */
  readonly port: number;
  /** Seconds of the cloud in a real one; 0: what runs has ended when somebody looks. */
  readonly speed: number;
  /** Who vouches for its names: certificate and key, as `newAuthority` makes them. */
  readonly authority: Identity;
  readonly seed?: number;
  readonly profile?: 'fast' | 'realistic';
  readonly faults?: readonly Fault[];
  /** What `snapshot` of an earlier server told. */
  readonly world?: Record<string, unknown>;
  /** Told of an answer that could not be given: a bug of ours. */
  readonly onBug?: (error: unknown, request: string) => void;
}

/** A simulated cloud behind a port. */
export interface SimulatorServer {
  readonly port: number;
  readonly account: Account;
  readonly simulator: Simulator;
  /** Everything that the cloud knows, with its time: plain JSON. */
  snapshot(): Record<string, unknown>;
  /** How many requests the cloud has answered. */
  answered(): number;
  /** Ends every connection. */
  close(): Promise<void>;
}

interface Inside {
  readonly simulator: Simulator;
  readonly clock: PacedClock;
  readonly speed: number;
  readonly authority: string;
  readonly onBug: (error: unknown, request: string) => void;
  answered: number;
}

/** Calls that the journal of a server remembers. */
const JOURNAL_LENGTH = 1000;
const HOUR_MS = 3_600_000;

/** Opens a port and answers there as Azure does. */
export async function startServer(options: ServerOptions): Promise<SimulatorServer> {
  const { clock: real, port, speed, world = {} } = options;
  const authority = authorityOf(options.authority, () => real.now());
  const start = Math.max(real.now(), Number(world['clock'] ?? 0));
  // The account is an hour old when the first client comes: everybody in the cloud knows it.
  const before = pacedClock(real, { start: start - HOUR_MS, speed: 0 });
  const running: { clock: PacedClock } = { clock: before };
  const clock: PacedClock = {
    now: () => running.clock.now(),
    sleep: (ms, signal) => running.clock.sleep(ms, signal),
    advance: (ms) => running.clock.advance(ms),
  };
  const simulator = createSimulator({
    clock,
    wall: () => real.now(),
    certificates: { authority: authority.certificate, forClient: (subject) => authority.forClient(subject) },
    journalLength: JOURNAL_LENGTH,
    seed: options.seed ?? 1,
    profile: options.profile ?? 'fast',
    world,
  });
  const account = await openAccount(simulator);
  running.clock = pacedClock(real, { start, speed });
  for (const fault of options.faults ?? []) simulator.faults.add(fault);
  const onBug = options.onBug ?? (() => undefined);
  const inside: Inside = { simulator, clock, speed, authority: authority.certificate, onBug, answered: 0 };
  const at = { port };
  const listener = await listen(
    {
      secure: (request, response) => void answer(inside, request, response),
      plain: (request, response) => void answerPlainly(inside, request, response),
      refusesHost: (target) => refusedHost(simulator, target, at.port),
    },
    { port, authority },
  );
  at.port = listener.port;
  return {
    port: listener.port,
    account,
    simulator,
    snapshot: () => ({ ...simulator.world, clock: clock.now() }),
    answered: () => inside.answered,
    close: () => listener.close(),
  };
}

/** Why a proxy's client is not let through to a host. Nothing ever goes to the network. */
function refusedHost(simulator: Simulator, target: string, port: number): string | undefined {
  const host = hostOf(target);
  if (isLocal(host) || host.endsWith('.localhost')) {
    return target.endsWith(`:${port}`)
      ? undefined
      : `This is the simulator's proxy: it does not lead to ${target}.`;
  }
  if (simulator.answersFor(host)) return undefined;
  return `The simulator has no ${host}, and nothing here goes to the network.`;
}

async function answer(inside: Inside, request: IncomingMessage, response: ServerResponse): Promise<void> {
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  const { host: header = 'localhost' } = request.headers;
  const path = request.url ?? '/';
  if (isLocal(hostOf(header)) && path.startsWith(CONTROL)) return control(inside, request, response);
  try {
    const answered = await cloudAnswer(inside, { request, response, header });
    inside.answered += 1;
    if (answered === undefined) request.socket.destroy();
    else reply(response, answered);
  } catch (error) {
    if (error instanceof TooLarge) return tooLarge(request, response, error);
    if (request.socket.destroyed) return;
    inside.onBug(error, `${request.method} ${header}${path}`);
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

/** What the cloud answers; undefined: it does not take the connection. */
async function cloudAnswer(
  inside: Inside,
  { request, response, header }: Exchange,
): Promise<WireResponse | undefined> {
  const { simulator, clock, speed } = inside;
  const way = wayOf(header, request.url ?? '/');
  const url = way.path.startsWith('/') ? urlOf(way.host, way.path) : undefined;
  if (url === undefined) return refusal(400, 'BadRequest', 'The address of the request is malformed.');
  const body = await bodyOf(request, way.host);
  const wire = turnedInward(wireOf(request, { url, body }), way);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const isLook = wire.method === 'GET' || wire.method === 'HEAD';
  if (speed === 0 && isLook) clock.advance(endOfWork(simulator.world, clock.now()) - clock.now());
  try {
    return pacedAnswer(turnedOutward(await simulator.handle(wire, gone.signal), way), speed);
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

async function control(inside: Inside, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A page in a browser may send requests here, but not without naming itself.
  if (request.headers.origin !== undefined) {
    reply(response, refusal(403, 'Forbidden', 'The control endpoint takes no requests of web pages.'));
    return;
  }
  try {
    const body = (await bodyOf(request, 'localhost')).toString('utf8');
    const { method = 'GET', url: path = '/' } = request;
    reply(response, controlAnswer(inside, { method, path, body }));
  } catch (error) {
    if (error instanceof TooLarge) tooLarge(request, response, error);
    else request.socket.destroy();
  }
}

/** In the open there is the control endpoint only. */
async function answerPlainly(
  inside: Inside,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  request.on('error', () => undefined);
  const { host = 'localhost' } = request.headers;
  const path = request.url ?? '/';
  if (isLocal(hostOf(host)) && path.startsWith(CONTROL)) return control(inside, request, response);
  request.resume();
  const isProxied = !path.startsWith('/');
  const message = isProxied
    ? 'This proxy leads to the simulated cloud, over HTTPS only.'
    : `The cloud speaks HTTPS: https://${host}/. In the open there is only http://${host}${CONTROL}.`;
  reply(response, refusal(isProxied ? 403 : 400, 'HttpsRequired', message));
}
