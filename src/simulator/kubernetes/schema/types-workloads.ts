/** The kinds of groups apps and batch, in the notation of `shapes.ts`. */
export const workloadTypes = `
CronJob
  apiVersion:s kind:s metadata:ObjectMeta spec!:CronJobSpec status:o
CronJobSpec
  concurrencyPolicy:s failedJobsHistoryLimit:i jobTemplate!:JobTemplateSpec schedule!:s
  startingDeadlineSeconds:i successfulJobsHistoryLimit:i suspend:b timeZone:s
DaemonSet
  apiVersion:s kind:s metadata:ObjectMeta spec:DaemonSetSpec status:o
DaemonSetSpec
  minReadySeconds:i revisionHistoryLimit:i selector!:LabelSelector template!:PodTemplateSpec
  updateStrategy:DaemonSetUpdateStrategy
DaemonSetUpdateStrategy
  rollingUpdate:RollingUpdateDaemonSet type:s
Deployment
  apiVersion:s kind:s metadata:ObjectMeta spec:DeploymentSpec status:o
DeploymentSpec
  minReadySeconds:i paused:b progressDeadlineSeconds:i replicas:i revisionHistoryLimit:i
  selector!:LabelSelector strategy:DeploymentStrategy template!:PodTemplateSpec
DeploymentStrategy
  rollingUpdate:RollingUpdateDeployment type:s
Job
  apiVersion:s kind:s metadata:ObjectMeta spec:JobSpec status:o
JobSpec
  activeDeadlineSeconds:i backoffLimit:i backoffLimitPerIndex:i completionMode:s completions:i managedBy:s
  manualSelector:b maxFailedIndexes:i parallelism:i podFailurePolicy:o podReplacementPolicy:s
  selector:LabelSelector successPolicy:o suspend:b template!:PodTemplateSpec ttlSecondsAfterFinished:i
JobTemplateSpec
  metadata:ObjectMeta spec:JobSpec
RollingUpdateDaemonSet
  maxSurge:x maxUnavailable:x
RollingUpdateDeployment
  maxSurge:x maxUnavailable:x
RollingUpdateStatefulSetStrategy
  maxUnavailable:x partition:i
StatefulSet
  apiVersion:s kind:s metadata:ObjectMeta spec:StatefulSetSpec status:o
StatefulSetOrdinals
  start:i
StatefulSetPersistentVolumeClaimRetentionPolicy
  whenDeleted:s whenScaled:s
StatefulSetSpec
  minReadySeconds:i ordinals:StatefulSetOrdinals
  persistentVolumeClaimRetentionPolicy:StatefulSetPersistentVolumeClaimRetentionPolicy
  podManagementPolicy:s replicas:i revisionHistoryLimit:i selector!:LabelSelector serviceName:s
  template!:PodTemplateSpec updateStrategy:StatefulSetUpdateStrategy
  volumeClaimTemplates:[PersistentVolumeClaim]
StatefulSetUpdateStrategy
  rollingUpdate:RollingUpdateStatefulSetStrategy type:s
ReplicaSet
  apiVersion:s kind:s metadata:ObjectMeta spec:ReplicaSetSpec status:o
ReplicaSetSpec
  minReadySeconds:i replicas:i selector!:LabelSelector template:PodTemplateSpec
ControllerRevision
  apiVersion:s kind:s metadata:ObjectMeta data:o revision!:i
`;
