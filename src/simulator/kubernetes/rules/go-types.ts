/**
 * The types of the API server itself, for refusals that quote a value in its own words. A line without indent names a
 * type, the lines below its fields in order: `s` a text, `i` a number, `b` a switch, `q` a quantity, `T` a struct, `*T`
 * one that may be absent, `[T]` a list of them, `*` anything that is nothing when absent.
 */
export const goTypes = `
Affinity
  NodeAffinity:*NodeAffinity PodAffinity:*PodAffinity PodAntiAffinity:*PodAntiAffinity
AppArmorProfile
  Type:s LocalhostProfile:*
AzureDiskVolumeSource
  DiskName:s DataDiskURI:s CachingMode:* FSType:* ReadOnly:* Kind:*
AzureFileVolumeSource
  SecretName:s ShareName:s ReadOnly:b
CSIVolumeSource
  Driver:s ReadOnly:* FSType:* VolumeAttributes:* NodePublishSecretRef:*LocalObjectReference
Capabilities
  Add:* Drop:*
ConfigMapEnvSource
  Name:s Optional:*
ConfigMapKeySelector
  Name:s Key:s Optional:*
ConfigMapProjection
  Name:s Items:[KeyToPath] Optional:*
ConfigMapVolumeSource
  Name:s Items:[KeyToPath] DefaultMode:* Optional:*
Container
  Name:s Image:s Command:* Args:* WorkingDir:s Ports:[ContainerPort] EnvFrom:[EnvFromSource] Env:[EnvVar]
  Resources:ResourceRequirements ResizePolicy:[ContainerResizePolicy] RestartPolicy:* RestartPolicyRules:*
  VolumeMounts:[VolumeMount] VolumeDevices:[VolumeDevice] LivenessProbe:*Probe ReadinessProbe:*Probe
  StartupProbe:*Probe Lifecycle:*Lifecycle TerminationMessagePath:s TerminationMessagePolicy:s
  ImagePullPolicy:s SecurityContext:*SecurityContext Stdin:b StdinOnce:b TTY:b
ContainerPort
  Name:s HostPort:i ContainerPort:i Protocol:s HostIP:s
ContainerResizePolicy
  ResourceName:s RestartPolicy:s
CustomResourceDefinitionVersion
  Name:s Served:b Storage:b Deprecated:b DeprecationWarning:* Schema:* Subresources:*
  AdditionalPrinterColumns:* SelectableFields:*
DownwardAPIProjection
  Items:[DownwardAPIVolumeFile]
DownwardAPIVolumeFile
  Path:s FieldRef:*ObjectFieldSelector ResourceFieldRef:*ResourceFieldSelector Mode:*
DownwardAPIVolumeSource
  Items:[DownwardAPIVolumeFile] DefaultMode:*
EmptyDirVolumeSource
  Medium:s SizeLimit:*
EnvFromSource
  Prefix:s ConfigMapRef:*ConfigMapEnvSource SecretRef:*SecretEnvSource
EnvVar
  Name:s Value:s ValueFrom:*EnvVarSource
EnvVarSource
  FieldRef:*ObjectFieldSelector ResourceFieldRef:*ResourceFieldSelector
  ConfigMapKeyRef:*ConfigMapKeySelector SecretKeyRef:*SecretKeySelector FileKeyRef:*FileKeySelector
ExecAction
  Command:*
FileKeySelector
  VolumeName:s Path:s Key:s Optional:*
GRPCAction
  Port:i Service:*
HTTPGetAction
  Path:s Port:i Host:s Scheme:s HTTPHeaders:[HTTPHeader]
HTTPHeader
  Name:s Value:s
HostAlias
  IP:s Hostnames:*
HostPathVolumeSource
  Path:s Type:*
KeyToPath
  Key:s Path:s Mode:*
Lifecycle
  PostStart:*LifecycleHandler PreStop:*LifecycleHandler StopSignal:*
LifecycleHandler
  Exec:*ExecAction HTTPGet:*HTTPGetAction TCPSocket:*TCPSocketAction Sleep:*SleepAction
LocalObjectReference
  Name:s
NFSVolumeSource
  Server:s Path:s ReadOnly:b
NodeAffinity
  RequiredDuringSchedulingIgnoredDuringExecution:*NodeSelector
  PreferredDuringSchedulingIgnoredDuringExecution:[PreferredSchedulingTerm]
NodeSelector
  NodeSelectorTerms:[NodeSelectorTerm]
NodeSelectorRequirement
  Key:s Operator:s Values:*
NodeSelectorTerm
  MatchExpressions:[NodeSelectorRequirement] MatchFields:[NodeSelectorRequirement]
ObjectFieldSelector
  APIVersion:s FieldPath:s
PersistentVolumeClaimSpec
  AccessModes:* Selector:* Resources:VolumeResourceRequirements VolumeName:s StorageClassName:* VolumeMode:*
  DataSource:*TypedLocalObjectReference DataSourceRef:*TypedObjectReference VolumeAttributesClassName:*
PersistentVolumeClaimVolumeSource
  ClaimName:s ReadOnly:b
PodAffinity
  RequiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]
  PreferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]
PodAffinityTerm
  LabelSelector:* Namespaces:* TopologyKey:s NamespaceSelector:* MatchLabelKeys:* MismatchLabelKeys:*
PodAntiAffinity
  RequiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm]
  PreferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm]
PodDNSConfig
  Nameservers:* Searches:* Options:[PodDNSConfigOption]
PodDNSConfigOption
  Name:s Value:*
PodOS
  Name:s
PodReadinessGate
  ConditionType:s
PodSchedulingGate
  Name:s
PodSecurityContext
  HostNetwork:b HostPID:b HostIPC:b ShareProcessNamespace:* HostUsers:* SELinuxOptions:*SELinuxOptions
  WindowsOptions:*WindowsSecurityContextOptions RunAsUser:* RunAsGroup:* RunAsNonRoot:* SupplementalGroups:*
  SupplementalGroupsPolicy:* FSGroup:* FSGroupChangePolicy:* Sysctls:[Sysctl] SeccompProfile:*SeccompProfile
  AppArmorProfile:*AppArmorProfile SELinuxChangePolicy:*
PodSpec
  Volumes:[Volume] InitContainers:[Container] Containers:[Container] EphemeralContainers:* RestartPolicy:s
  TerminationGracePeriodSeconds:* ActiveDeadlineSeconds:* DNSPolicy:s NodeSelector:* ServiceAccountName:s
  AutomountServiceAccountToken:* NodeName:s SecurityContext:*PodSecurityContext
  ImagePullSecrets:[LocalObjectReference] Hostname:s Subdomain:s SetHostnameAsFQDN:* Affinity:*Affinity
  SchedulerName:s Tolerations:[Toleration] HostAliases:[HostAlias] PriorityClassName:s Priority:*
  PreemptionPolicy:* DNSConfig:*PodDNSConfig ReadinessGates:[PodReadinessGate] RuntimeClassName:* Overhead:*
  EnableServiceLinks:* TopologySpreadConstraints:[TopologySpreadConstraint] OS:*PodOS
  SchedulingGates:[PodSchedulingGate] ResourceClaims:* Resources:*ResourceRequirements HostnameOverride:*
  SchedulingGroup:*
PreferredSchedulingTerm
  Weight:i Preference:NodeSelectorTerm
Probe
  Exec:*ExecAction HTTPGet:*HTTPGetAction TCPSocket:*TCPSocketAction GRPC:*GRPCAction InitialDelaySeconds:i
  TimeoutSeconds:i PeriodSeconds:i SuccessThreshold:i FailureThreshold:i TerminationGracePeriodSeconds:*
ProjectedVolumeSource
  Sources:[VolumeProjection] DefaultMode:*
ResourceFieldSelector
  ContainerName:s Resource:s Divisor:q
ResourceRequirements
  Limits:* Requests:* Claims:*
SELinuxOptions
  User:s Role:s Type:s Level:s
SeccompProfile
  Type:s LocalhostProfile:*
SecretEnvSource
  Name:s Optional:*
SecretKeySelector
  Name:s Key:s Optional:*
SecretProjection
  Name:s Items:[KeyToPath] Optional:*
SecretVolumeSource
  SecretName:s Items:[KeyToPath] DefaultMode:* Optional:*
SecurityContext
  Capabilities:*Capabilities Privileged:* SELinuxOptions:*SELinuxOptions
  WindowsOptions:*WindowsSecurityContextOptions RunAsUser:* RunAsGroup:* RunAsNonRoot:*
  ReadOnlyRootFilesystem:* AllowPrivilegeEscalation:* ProcMount:* SeccompProfile:*SeccompProfile
  AppArmorProfile:*AppArmorProfile
ServiceAccountTokenProjection
  Audience:s ExpirationSeconds:i Path:s
ServicePort
  Name:s Protocol:s AppProtocol:* Port:i TargetPort:i NodePort:i
SleepAction
  Seconds:i
Sysctl
  Name:s Value:s
TCPSocketAction
  Port:i Host:s
Toleration
  Key:s Operator:s Value:s Effect:s TolerationSeconds:*
TopologySpreadConstraint
  MaxSkew:i TopologyKey:s WhenUnsatisfiable:s LabelSelector:* MinDomains:* NodeAffinityPolicy:*
  NodeTaintsPolicy:* MatchLabelKeys:*
TypedLocalObjectReference
  APIGroup:* Kind:s Name:s
TypedObjectReference
  APIGroup:* Kind:s Name:s Namespace:*
Volume
  Name:s HostPath:*HostPathVolumeSource EmptyDir:*EmptyDirVolumeSource GCEPersistentDisk:*
  AWSElasticBlockStore:* GitRepo:* Secret:*SecretVolumeSource NFS:*NFSVolumeSource ISCSI:* Glusterfs:*
  PersistentVolumeClaim:*PersistentVolumeClaimVolumeSource RBD:* Quobyte:* FlexVolume:* Cinder:* CephFS:*
  Flocker:* DownwardAPI:*DownwardAPIVolumeSource FC:* AzureFile:*AzureFileVolumeSource
  ConfigMap:*ConfigMapVolumeSource VsphereVolume:* AzureDisk:*AzureDiskVolumeSource PhotonPersistentDisk:*
  Projected:*ProjectedVolumeSource PortworxVolume:* ScaleIO:* StorageOS:* CSI:*CSIVolumeSource Ephemeral:*
  Image:*
VolumeDevice
  Name:s DevicePath:s
VolumeMount
  Name:s ReadOnly:b RecursiveReadOnly:* MountPath:s SubPath:s MountPropagation:* SubPathExpr:s
VolumeProjection
  Secret:*SecretProjection DownwardAPI:*DownwardAPIProjection ConfigMap:*ConfigMapProjection
  ServiceAccountToken:*ServiceAccountTokenProjection ClusterTrustBundle:* PodCertificate:*
VolumeResourceRequirements
  Limits:* Requests:*
WeightedPodAffinityTerm
  Weight:i PodAffinityTerm:PodAffinityTerm
WindowsSecurityContextOptions
  GMSACredentialSpecName:* GMSACredentialSpec:* RunAsUserName:* HostProcess:*
`;
