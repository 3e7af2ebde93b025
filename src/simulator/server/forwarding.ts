import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isWarmingUp } from '../kubernetes/strikes.ts';
import type { Simulator } from '../simulator.ts';
import type { RealEndpoint } from './real-clusters.ts';
import { onwardOf, peerOf } from './requests.ts';

interface Way {
  readonly cluster: RealEndpoint;
  readonly url: URL;
  readonly simulator: Simulator;
  /** Who vouches for the API server. */
  readonly authority: string;
}

/** Lets the real API server of a cluster answer; undefined: it takes no connections yet. */
export function forward(
  request: IncomingMessage,
  response: ServerResponse,
  { cluster, url, simulator, authority }: Way,
): Promise<'sent' | undefined> {
  const { state, port } = cluster;
  if (port === undefined || isWarmingUp(state, simulator.faults, simulator.clock.now())) {
    return Promise.resolve(undefined);
  }
  const host = state.fqdn;
  const headers = { ...onwardOf(request), host, ...certified(request, state), ...lengthOf(request) };
  const { method } = request;
  const path = url.pathname + url.search;
  const at = { host: '127.0.0.1', port, servername: host, ca: authority, agent: false };
  const onward = httpsRequest({ ...at, method, path, headers });
  return new Promise((resolve) => {
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, onwardOf(answer));
      response.flushHeaders();
      answer.on('error', () => response.destroy());
      answer.pipe(response);
    });
    onward.on('error', () => request.socket.destroy());
    response.once('close', () => {
      onward.destroy();
      resolve('sent');
    });
    request.pipe(onward);
  });
}

/** A certificate ends at this server, which has checked it: who showed one goes on with a token of the same user. */
function certified(request: IncomingMessage, { fqdn, tokens }: RealEndpoint['state']) {
  const peer = peerOf(request);
  if (peer?.unit !== fqdn) return {};
  const token = Object.keys(tokens).find((one) => tokens[one]?.name === peer.commonName);
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

/** A body without a length has one all the same. */
function lengthOf({ headers }: IncomingMessage) {
  return headers['transfer-encoding'] === undefined ? {} : { 'transfer-encoding': 'chunked' };
}
