import { Problem, type ProblemOptions } from './problem.ts';

/** How long an API server may be away before it is more than a hiccup: a control plane update takes minutes. */
const AWAY_SECONDS = 300;
const UNREACHABLE: ProblemOptions = {
  retrySeconds: AWAY_SECONDS,
  advice: [
    'A stopped cluster does not answer: az aks start --resource-group <group> --name <cluster>',
    'metaflow-azure up    goes on from here',
  ],
};

/** What an API server refused: which request, and what came back. */
export interface KubeRefusal {
  /** In words, such as `apply Deployment metaflow/metadata-service`. */
  readonly doing: string;
  readonly status: number;
  readonly body: string;
  /** Whether this API server has taken our credentials before. */
  readonly known: boolean;
}

/**
 * The problem of an API server that could not be talked to at all: no name, no connection, no TLS, no answer in time.
 * What the network did not cause comes back as it is.
 */
export function problemFromKubeSilence(error: unknown, host: string): unknown {
  if (!isOfNetwork(error)) return error;
  return new Problem(
    'kubernetes.unreachable',
    `the API server ${host} does not answer (${reasonOf(error)})`,
    { ...UNREACHABLE, cause: error },
  );
}

/** The problem of a request that the API server answered and did not grant. */
export function problemFromKubeRefusal({ doing, status, body, known }: KubeRefusal): Problem {
  const { message, reason } = statusOf(body);
  const said = `${doing}: ${message}`;
  // Anonymous requests and unknown certificates are answered 401 until the control plane has its accounts.
  if (status === 401 && !known) {
    return new Problem(
      'kubernetes.unreachable',
      `the API server does not know us yet (${message})`,
      UNREACHABLE,
    );
  }
  if (status === 401) {
    return new Problem('kubernetes.forbidden', `the API server no longer takes our credentials (${said})`, {
      advice: ['metaflow-azure up    fetches fresh ones'],
    });
  }
  if (status === 429 || status === 502 || status === 503 || status === 504) {
    return new Problem('kubernetes.unreachable', `the API server is busy (${status}: ${said})`, UNREACHABLE);
  }
  if (
    message.includes('being terminated') ||
    reason === 'AlreadyExists' ||
    reason === 'Conflict' ||
    status === 409
  ) {
    return new Problem('kubernetes.conflict', said, { retrySeconds: 120 });
  }
  if (status === 403 && /\bcannot \w+ resource\b/.test(message)) {
    return new Problem('kubernetes.forbidden', said, {
      advice: ['Ask for the role "Azure Kubernetes Service Cluster Admin Role" on the cluster'],
    });
  }
  return refused(said, status, message);
}

const WEBHOOK_AWAY = /failed calling webhook|no endpoints available/;
const POLICY = /denied (the )?request/;
const SHOW_WEBHOOKS =
  'kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations    shows whose it is';
const SHOW_POLICIES =
  'kubectl get validatingadmissionpolicybindings,validatingwebhookconfigurations    shows whose rule it is';
const GO_ON = 'metaflow-azure up    goes on from here';

function refused(said: string, status: number, message: string): Problem {
  if (WEBHOOK_AWAY.test(message)) {
    // Its pods may still be coming up.
    const advice = [SHOW_WEBHOOKS, 'It has to answer, or its failurePolicy has to be Ignore', GO_ON];
    return new Problem('kubernetes.refused', said, { retrySeconds: 120, advice });
  }
  if (POLICY.test(message)) {
    const advice = [SHOW_POLICIES, 'Ask whoever made it to let this deployment’s namespaces be', GO_ON];
    return new Problem('kubernetes.refused', said, { advice });
  }
  // A kind or namespace that was made a moment ago.
  const settling = status >= 500 || status === 404;
  return new Problem('kubernetes.refused', said, settling ? { retrySeconds: 120 } : {});
}

function statusOf(body: string): { readonly message: string; readonly reason: string } {
  const plain = { message: body.trim().slice(0, 500) || 'no reason given', reason: '' };
  try {
    const { message, reason } = JSON.parse(body) as { message?: unknown; reason?: unknown };
    return {
      message: typeof message === 'string' && message !== '' ? message : plain.message,
      reason: typeof reason === 'string' ? reason : '',
    };
  } catch {
    return plain;
  }
}

interface Thrown {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
}
const thrown = (error: unknown): Thrown =>
  typeof error === 'object' && error !== null ? error : { message: String(error) };

/** fetch wraps what the socket said in a TypeError; time limits and sockets have names of their own. */
function isOfNetwork(error: unknown): boolean {
  const { name, code, cause } = thrown(error);
  return (
    name === 'TimeoutError' ||
    name === 'AbortError' ||
    typeof code === 'string' ||
    (cause !== undefined && isOfNetwork(cause))
  );
}

/** The innermost reason: fetch wraps what the socket said. */
function reasonOf(error: unknown): string {
  const { name, message, code, cause } = thrown(error);
  if (name === 'TimeoutError') return 'no answer in time';
  if (cause !== undefined) return reasonOf(cause);
  return typeof code === 'string' ? code : String(message);
}
