import type { ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Stream } from '../wire.ts';
import { headOf } from './requests.ts';

/** How long a client waits at most for what has happened. */
const LOOK_EVERY_MS = 50;
const ROUNDS_TO_A_LOOK = 10;

/** Sends an answer that goes on until it ends, the client leaves, or the server does. */
export async function streamTo(
  response: ServerResponse,
  stream: Stream,
  { real, look }: { readonly real: Clock; readonly look: () => void },
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  response.writeHead(stream.status, headOf(stream));
  response.flushHeaders();
  for (let round = 1; !gone.signal.aborted; round += 1) {
    // A watch alone does not make days pass.
    if (round % ROUNDS_TO_A_LOOK === 0) look();
    const { text, ended } = stream.next();
    // Who does not read is not waited for: what he has not read waits here.
    if (text !== '') response.write(text);
    if (ended) break;
    await real.sleep(LOOK_EVERY_MS, gone.signal);
  }
  response.end();
}
