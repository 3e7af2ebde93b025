/** One HTTP request as it stands on the wire. Header names are lower case; no body is the empty string. */
export interface WireRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body as it came, where it came as bytes: those of a blob need not be text. */
  readonly bytes?: Uint8Array;
  /** Whom the certificate of the client names: there when one was shown, and checked. */
  readonly peer?: Peer;
}

/** The names in a client's certificate. */
export interface Peer {
  readonly commonName: string;
  readonly organization: string;
  /** The cluster that it was handed out for. */
  readonly unit: string;
}

/** One HTTP answer as it stands on the wire. Header names are lower case; no body is the empty string. */
export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** To be sent instead of `body`, which is then only its reading as text. */
  readonly bytes?: Uint8Array;
}

/** An answer that goes on. Whoever serves it asks for the rest from time to time. */
export interface Stream {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** What there is to say since it was last asked, and whether that was all. */
  next(): { readonly text: string; readonly ended: boolean };
}

/** A service of the simulated cloud: the hosts that it answers for, and one synchronous answer per request. */
export interface Service {
  answersFor(host: string): boolean;
  handle(request: WireRequest): WireResponse;
  /** The answer to a request that asks for one that goes on, unless it has to be refused. */
  open?(request: WireRequest): Stream | undefined;
  /** How long the answer to a request takes, in milliseconds; a quarter of a second where nothing was measured. */
  ackMs?(request: WireRequest): number;
}
