import type { JsonObject } from '../../json.ts';
import type { KubeObject, Metadata } from '../world.ts';

/** What the controllers read and write of the objects; the API server has checked the rest. */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  lastUpdateTime?: string;
  lastProbeTime?: string | null;
}

/** A container as it is asked for. */
export interface Container extends JsonObject {
  name: string;
  image: string;
  command?: string[];
  args?: string[];
  env?: { name: string; valueFrom?: JsonObject }[];
  envFrom?: JsonObject[];
  resources?: { requests?: Record<string, string> };
  readinessProbe?: { initialDelaySeconds?: number };
}

/** A pod as it is asked for. */
export interface PodSpec extends JsonObject {
  containers: Container[];
  initContainers?: Container[];
  nodeName?: string;
  nodeSelector?: Record<string, string>;
  tolerations?: { key?: string; operator?: string; value?: string; effect?: string }[];
  restartPolicy?: 'Always' | 'OnFailure' | 'Never';
  volumes?: JsonObject[];
}

/** A pod. */
export interface Pod extends KubeObject {
  spec: PodSpec;
  status: {
    phase: 'Pending' | 'Running' | 'Succeeded' | 'Failed';
    conditions?: Condition[];
    podIP?: string;
    reason?: string;
    message?: string;
    startTime?: string;
    [field: string]: unknown;
  };
}

/** What workload controllers make pods from. */
export interface PodTemplate extends JsonObject {
  metadata?: Partial<Metadata>;
  spec: PodSpec;
}

/** Deployments, ReplicaSets, StatefulSets and DaemonSets, as far as they are alike. */
export interface Workload extends KubeObject {
  spec: JsonObject & { replicas?: number; selector: JsonObject; template: PodTemplate };
  status?: JsonObject & { conditions?: Condition[] };
}

/** A Job. */
export interface Job extends KubeObject {
  spec: JsonObject & {
    template: PodTemplate;
    completions?: number;
    parallelism?: number;
    backoffLimit?: number;
    activeDeadlineSeconds?: number;
    ttlSecondsAfterFinished?: number;
    suspend?: boolean;
  };
  status?: JsonObject & { conditions?: Condition[]; startTime?: string; completionTime?: string };
}

/** A node. */
export interface Node extends KubeObject {
  spec: JsonObject & { taints?: { key: string; value?: string; effect: string }[]; unschedulable?: boolean };
  status: JsonObject & { allocatable: Record<string, string> };
}

/** Whether a condition of this type holds. */
export function holds(conditions: readonly Condition[] | undefined, type: string): boolean {
  return (conditions ?? []).some((condition) => condition.type === type && condition.status === 'True');
}

/** Conditions with one set; its transition time moves only when its status does. */
export function withCondition(
  conditions: readonly Condition[] | undefined,
  next: Condition,
  time: string,
): Condition[] {
  const all = conditions ?? [];
  const old = all.find(({ type }) => type === next.type);
  const since = old?.status === next.status ? (old.lastTransitionTime ?? time) : time;
  const full: Condition = { ...next, lastTransitionTime: since };
  return old === undefined ? [...all, full] : all.map((item) => (item === old ? full : item));
}
