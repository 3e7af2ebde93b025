import { request as httpsRequest } from 'node:https';

/** What an API server answered, as it stood on the wire. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One request, as it goes on the wire. */
export interface Ask {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>> | undefined;
  /** Objects become JSON. */
  readonly body?: unknown;
  readonly type?: string | undefined;
  readonly accept?: string | undefined;
  readonly token?: string | undefined;
  /** Who asks: server-side apply names the manager of an update by it. */
  readonly agent?: string | undefined;
}

/** Sends one request to an API server, with nothing between. */
export type Send = (ask: Ask) => Promise<Answer>;

/** A client of the API server at `address`, as the bearer of `token`. */
export function apiClient({ address, ca, token }: { address: string; ca: string; token: string }): Send {
  return ({
    method,
    path,
    query = {},
    body,
    type = 'application/json',
    accept = 'application/json',
    ...ask
  }) => {
    const url = new URL(path, address);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const text = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
    const bearer = ask.token ?? token;
    const headers = {
      accept,
      'user-agent': ask.agent ?? 'test/1.0',
      ...(bearer === '' ? {} : { authorization: `Bearer ${bearer}` }),
      ...(text === undefined
        ? {}
        : { 'content-type': type, 'content-length': String(Buffer.byteLength(text)) }),
    };
    return new Promise((resolve, reject) => {
      const request = httpsRequest(
        url,
        { method, headers, ca, agent: false, timeout: 30_000 },
        (response) => {
          let answer = '';
          response.setEncoding('utf8').on('data', (chunk: string) => (answer += chunk));
          response.on('error', reject);
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: Object.fromEntries(
                Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
              ),
              body: answer,
            }),
          );
        },
      );
      request.on('timeout', () => request.destroy(new Error(`${method} ${path}: no answer`)));
      request.on('error', reject);
      request.end(text);
    });
  };
}
