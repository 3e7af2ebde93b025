import { createArmJudge } from './arm.ts';
import type { Exception, Exchange, Verdict, Violation } from './exchange.ts';
import { createGraphJudge } from './graph.ts';
import { createKubernetesJudge } from './kubernetes.ts';

/** Says what the published descriptions of Azure, Graph and Kubernetes have against recorded traffic. */
export interface Judge {
  /** Judges in the order of time: polling addresses are known from earlier answers. */
  arm(exchange: Exchange): Promise<readonly Violation[]>;
  graph(exchange: Exchange): Promise<readonly Violation[]>;
  kubernetes(exchange: Exchange): Promise<readonly Violation[]>;
  /** Sends an exchange to the judge of its host. `undefined`: no description covers that host (blobs, sign-in). */
  any(exchange: Exchange): Promise<readonly Violation[] | undefined>;
  /** Operations that were judged since the last call of this, as `arm VirtualNetworks_CreateOrUpdate`. */
  takeSeen(): ReadonlySet<string>;
  /** Names of exceptions that have excused nothing so far. */
  deadExceptions(): readonly string[];
  close(): void;
}

/** `specs` is the folder of descriptions; `exceptions` are passed over and counted. */
export async function createJudge({
  specs,
  exceptions = [],
}: {
  specs: string;
  exceptions?: readonly Exception[];
}): Promise<Judge> {
  const [arm, graph, kubernetes] = [
    await createArmJudge(specs),
    createGraphJudge(specs),
    createKubernetesJudge(specs),
  ];
  let seen = new Set<string>();
  const used = new Set<Exception>();

  const report = (
    service: Violation['service'],
    exchange: Exchange,
    { operation, findings }: Verdict,
  ): readonly Violation[] => {
    if (operation !== '') seen.add(`${service} ${operation}`);
    const { host, pathname } = new URL(exchange.url);
    const call = `${exchange.method} ${host}${pathname} -> ${exchange.status}`;
    return findings
      .map((found) => ({ ...found, service, operation, call }))
      .filter((violation) => {
        const excuse = exceptions.find((exception) => exception.excuses(violation));
        if (excuse !== undefined) used.add(excuse);
        return excuse === undefined;
      });
  };

  const judge: Judge = {
    arm: async (exchange) => report('arm', exchange, await arm.judge(exchange)),
    graph: async (exchange) => report('graph', exchange, graph.judge(exchange)),
    kubernetes: async (exchange) => report('kubernetes', exchange, kubernetes.judge(exchange)),
    async any(exchange) {
      const { hostname } = new URL(exchange.url);
      if (hostname === 'management.azure.com') return judge.arm(exchange);
      if (hostname === 'graph.microsoft.com') return judge.graph(exchange);
      return hostname.endsWith('.azmk8s.io') ? judge.kubernetes(exchange) : undefined;
    },
    takeSeen() {
      const taken = seen;
      seen = new Set();
      return taken;
    },
    deadExceptions: () => exceptions.filter((exception) => !used.has(exception)).map(({ name }) => name),
    close: () => arm.close(),
  };
  return judge;
}
