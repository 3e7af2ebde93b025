/** Pod templates and what they are made of, in the notation of `shapes.ts`. */
export const podTypes = `
Affinity
  nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAntiAffinity
AppArmorProfile
  localhostProfile:s type!:s
Capabilities
  add:[s] drop:[s]
ConfigMapEnvSource
  name:s optional:b
ConfigMapKeySelector atomic
  key!:s name:s optional:b
ConfigMapProjection
  items:[KeyToPath] name:s optional:b
ConfigMapVolumeSource
  defaultMode:i items:[KeyToPath] name:s optional:b
Container
  args:[s] command:[s] env:[EnvVar]@name envFrom:[EnvFromSource] image:s imagePullPolicy:s
  lifecycle:Lifecycle livenessProbe:Probe name!:s ports:[ContainerPort]@containerPort,protocol
  readinessProbe:Probe resizePolicy:[ContainerResizePolicy] resources:ResourceRequirements restartPolicy:s
  restartPolicyRules:[ContainerRestartRule] securityContext:SecurityContext startupProbe:Probe stdin:b
  stdinOnce:b terminationMessagePath:s terminationMessagePolicy:s tty:b
  volumeDevices:[VolumeDevice]@devicePath volumeMounts:[VolumeMount]@mountPath workingDir:s
ContainerPort
  containerPort!:i hostIP:s hostPort:i name:s protocol:s
ContainerResizePolicy
  resourceName!:s restartPolicy!:s
ContainerRestartRule
  action!:s exitCodes:ContainerRestartRuleOnExitCodes
ContainerRestartRuleOnExitCodes
  operator!:s values:[i]
DownwardAPIProjection
  items:[DownwardAPIVolumeFile]
DownwardAPIVolumeFile
  fieldRef:ObjectFieldSelector mode:i path!:s resourceFieldRef:ResourceFieldSelector
DownwardAPIVolumeSource
  defaultMode:i items:[DownwardAPIVolumeFile]
EmptyDirVolumeSource
  medium:s sizeLimit:q
EnvFromSource
  configMapRef:ConfigMapEnvSource prefix:s secretRef:SecretEnvSource
EnvVar
  name!:s value:s valueFrom:EnvVarSource
EnvVarSource
  configMapKeyRef:ConfigMapKeySelector fieldRef:ObjectFieldSelector fileKeyRef:FileKeySelector
  resourceFieldRef:ResourceFieldSelector secretKeyRef:SecretKeySelector
ExecAction
  command:[s]
FileKeySelector
  key!:s optional:b path!:s volumeName!:s
GRPCAction
  port!:i service:s
HTTPGetAction
  host:s httpHeaders:[HTTPHeader] path:s port!:x scheme:s
HTTPHeader
  name!:s value!:s
HostAlias
  hostnames:[s] ip!:s
KeyToPath
  key!:s mode:i path!:s
Lifecycle
  postStart:LifecycleHandler preStop:LifecycleHandler stopSignal:s
LifecycleHandler
  exec:ExecAction httpGet:HTTPGetAction sleep:SleepAction tcpSocket:TCPSocketAction
LocalObjectReference atomic
  name:s
NodeAffinity
  preferredDuringSchedulingIgnoredDuringExecution:[PreferredSchedulingTerm]
  requiredDuringSchedulingIgnoredDuringExecution:NodeSelector
NodeSelector atomic
  nodeSelectorTerms!:[NodeSelectorTerm]
NodeSelectorRequirement
  key!:s operator!:s values:[s]
NodeSelectorTerm atomic
  matchExpressions:[NodeSelectorRequirement] matchFields:[NodeSelectorRequirement]
ObjectFieldSelector atomic
  apiVersion:s fieldPath!:s
PersistentVolumeClaimVolumeSource
  claimName!:s readOnly:b
PodAffinity
  preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]
  requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]
PodAffinityTerm
  labelSelector:LabelSelector matchLabelKeys:[s] mismatchLabelKeys:[s] namespaceSelector:LabelSelector
  namespaces:[s] topologyKey!:s
PodAntiAffinity
  preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]
  requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]
PodDNSConfig
  nameservers:[s] options:[PodDNSConfigOption] searches:[s]
PodDNSConfigOption
  name:s value:s
PodOS
  name!:s
PodReadinessGate
  conditionType!:s
PodResourceClaim
  name!:s resourceClaimName:s resourceClaimTemplateName:s
PodSecurityContext
  appArmorProfile:AppArmorProfile fsGroup:i fsGroupChangePolicy:s runAsGroup:i runAsNonRoot:b runAsUser:i
  seLinuxChangePolicy:s seLinuxOptions:SELinuxOptions seccompProfile:SeccompProfile supplementalGroups:[i]
  supplementalGroupsPolicy:s sysctls:[Sysctl] windowsOptions:o
PodSpec
  activeDeadlineSeconds:i affinity:Affinity automountServiceAccountToken:b containers!:[Container]@name
  dnsConfig:PodDNSConfig dnsPolicy:s enableServiceLinks:b ephemeralContainers:[o]@name
  hostAliases:[HostAlias]@ip hostIPC:b hostNetwork:b hostPID:b hostUsers:b hostname:s hostnameOverride:s
  imagePullSecrets:[LocalObjectReference]@name initContainers:[Container]@name nodeName:s
  nodeSelector:{s}! os:PodOS overhead:{q} preemptionPolicy:s priority:i priorityClassName:s
  readinessGates:[PodReadinessGate] resourceClaims:[PodResourceClaim]@name resources:ResourceRequirements
  restartPolicy:s runtimeClassName:s schedulerName:s schedulingGates:[o]@name schedulingGroup:o
  securityContext:PodSecurityContext serviceAccount:s serviceAccountName:s setHostnameAsFQDN:b
  shareProcessNamespace:b subdomain:s terminationGracePeriodSeconds:i tolerations:[Toleration]
  topologySpreadConstraints:[TopologySpreadConstraint]@topologyKey,whenUnsatisfiable volumes:[Volume]@name
PodTemplateSpec
  metadata:ObjectMeta spec:PodSpec
PreferredSchedulingTerm
  preference!:NodeSelectorTerm weight!:i
Probe
  exec:ExecAction failureThreshold:i grpc:GRPCAction httpGet:HTTPGetAction initialDelaySeconds:i
  periodSeconds:i successThreshold:i tcpSocket:TCPSocketAction terminationGracePeriodSeconds:i
  timeoutSeconds:i
ProjectedVolumeSource
  defaultMode:i sources:[VolumeProjection]
ResourceClaim
  name!:s request:s
ResourceFieldSelector atomic
  containerName:s divisor:q resource!:s
ResourceRequirements
  claims:[ResourceClaim]@name limits:{q} requests:{q}
SELinuxOptions
  level:s role:s type:s user:s
SeccompProfile
  localhostProfile:s type!:s
SecretEnvSource
  name:s optional:b
SecretKeySelector atomic
  key!:s name:s optional:b
SecretProjection
  items:[KeyToPath] name:s optional:b
SecretVolumeSource
  defaultMode:i items:[KeyToPath] optional:b secretName:s
SecurityContext
  allowPrivilegeEscalation:b appArmorProfile:AppArmorProfile capabilities:Capabilities privileged:b
  procMount:s readOnlyRootFilesystem:b runAsGroup:i runAsNonRoot:b runAsUser:i
  seLinuxOptions:SELinuxOptions seccompProfile:SeccompProfile windowsOptions:o
ServiceAccountTokenProjection
  audience:s expirationSeconds:i path!:s
SleepAction
  seconds!:i
Sysctl
  name!:s value!:s
TCPSocketAction
  host:s port!:x
Toleration
  effect:s key:s operator:s tolerationSeconds:i value:s
TopologySpreadConstraint
  labelSelector:LabelSelector matchLabelKeys:[s] maxSkew!:i minDomains:i nodeAffinityPolicy:s
  nodeTaintsPolicy:s topologyKey!:s whenUnsatisfiable!:s
Volume
  awsElasticBlockStore:o azureDisk:o azureFile:o cephfs:o cinder:o configMap:ConfigMapVolumeSource csi:o
  downwardAPI:DownwardAPIVolumeSource emptyDir:EmptyDirVolumeSource ephemeral:o fc:o flexVolume:o
  flocker:o gcePersistentDisk:o gitRepo:o glusterfs:o hostPath:o image:o iscsi:o name!:s nfs:o
  persistentVolumeClaim:PersistentVolumeClaimVolumeSource photonPersistentDisk:o portworxVolume:o
  projected:ProjectedVolumeSource quobyte:o rbd:o scaleIO:o secret:SecretVolumeSource storageos:o
  vsphereVolume:o
VolumeDevice
  devicePath!:s name!:s
VolumeMount
  mountPath!:s mountPropagation:s name!:s readOnly:b recursiveReadOnly:s subPath:s subPathExpr:s
VolumeProjection
  clusterTrustBundle:o configMap:ConfigMapProjection downwardAPI:DownwardAPIProjection podCertificate:o
  secret:SecretProjection serviceAccountToken:ServiceAccountTokenProjection
WeightedPodAffinityTerm
  podAffinityTerm!:PodAffinityTerm weight!:i
`;
