import type { Cluster } from '../store.ts';
import { playAccounts, playNamespaces } from './namespaces.ts';
import { playArgoEvents } from './argo/events.ts';
import { playArgoWorkflows } from './argo/workflows.ts';
import { playBudgets } from './budgets.ts';
import { playClaims } from './claims.ts';
import { playCronJobs } from './cron-jobs.ts';
import { playDaemonSets } from './daemon-sets.ts';
import { playDefinitions } from './definitions.ts';
import { playDeployments } from './deployments.ts';
import { playEndpoints } from './endpoints.ts';
import { playEvents } from './events.ts';
import { playGarbage } from './garbage.ts';
import { playJobs } from './jobs.ts';
import { playKubelets } from './kubelets.ts';
import { playNodes } from './nodes.ts';
import { playReplicaSets } from './replica-sets.ts';
import { playSecretTokens } from './secret-tokens.ts';
import { playScheduler } from './scheduler.ts';
import { playStatefulSets } from './stateful-sets.ts';

/** One controller: brings the cluster at a moment closer to what is wanted, and says when to call again. */
export interface Controller {
  readonly name: string;
  readonly play: (cluster: Cluster) => number | undefined;
}

/** Every controller of a cluster, in the order in which they look at a moment. A new one is one more line. */
export const controllers: readonly Controller[] = [
  { name: 'nodes', play: playNodes },
  { name: 'namespaces', play: playNamespaces },
  { name: 'service accounts', play: playAccounts },
  { name: 'tokens in Secrets', play: playSecretTokens },
  { name: 'custom resource definitions', play: playDefinitions },
  { name: 'deployments', play: playDeployments },
  { name: 'replica sets', play: playReplicaSets },
  { name: 'stateful sets', play: playStatefulSets },
  { name: 'daemon sets', play: playDaemonSets },
  { name: 'cron jobs', play: playCronJobs },
  { name: 'jobs', play: playJobs },
  { name: 'scheduler', play: playScheduler },
  { name: 'volume claims', play: playClaims },
  { name: 'kubelets', play: playKubelets },
  { name: 'endpoints', play: playEndpoints },
  { name: 'Argo Events', play: playArgoEvents },
  { name: 'Argo Workflows', play: playArgoWorkflows },
  { name: 'disruption budgets', play: playBudgets },
  { name: 'events', play: playEvents },
  { name: 'garbage', play: playGarbage },
];
