/** The kinds of group "" and the metadata of every object, in the notation of `shapes.ts`. */
export const coreTypes = `
ClientIPConfig
  timeoutSeconds:i
ConfigMap
  apiVersion:s kind:s metadata:ObjectMeta binaryData:{y} data:{s} immutable:b
LabelSelector atomic
  matchExpressions:[LabelSelectorRequirement] matchLabels:{s}
LabelSelectorRequirement
  key!:s operator!:s values:[s]
LimitRange
  apiVersion:s kind:s metadata:ObjectMeta spec:LimitRangeSpec
LimitRangeItem
  default:{q} defaultRequest:{q} max:{q} maxLimitRequestRatio:{q} min:{q} type!:s
LimitRangeSpec
  limits!:[LimitRangeItem]
ManagedFieldsEntry
  apiVersion:s fieldsType:s fieldsV1:o manager:s operation:s subresource:s time:t
Namespace
  apiVersion:s kind:s metadata:ObjectMeta spec:NamespaceSpec status:o
NamespaceSpec
  finalizers:[s]
ObjectMeta
  annotations:{s} creationTimestamp:t deletionGracePeriodSeconds:i deletionTimestamp:t finalizers:[s]@=
  generateName:s generation:i labels:{s} managedFields:[ManagedFieldsEntry] name:s namespace:s
  ownerReferences:[OwnerReference]@uid resourceVersion:s selfLink:s uid:s
ObjectReference atomic
  apiVersion:s kind:s fieldPath:s name:s namespace:s resourceVersion:s uid:s
OwnerReference
  apiVersion:s kind:s blockOwnerDeletion:b controller:b name!:s uid!:s
PersistentVolume
  apiVersion:s kind:s metadata:ObjectMeta spec:PersistentVolumeSpec status:o
PersistentVolumeClaim
  apiVersion:s kind:s metadata:ObjectMeta spec:PersistentVolumeClaimSpec status:o
PersistentVolumeClaimSpec
  accessModes:[s] dataSource:TypedLocalObjectReference dataSourceRef:TypedObjectReference
  resources:VolumeResourceRequirements selector:LabelSelector storageClassName:s
  volumeAttributesClassName:s volumeMode:s volumeName:s
PersistentVolumeSpec
  accessModes:[s] awsElasticBlockStore:o azureDisk:o azureFile:o capacity:{q} cephfs:o cinder:o
  claimRef:ObjectReference csi:o fc:o flexVolume:o flocker:o gcePersistentDisk:o glusterfs:o hostPath:o
  iscsi:o local:o mountOptions:[s] nfs:o nodeAffinity:o persistentVolumeReclaimPolicy:s
  photonPersistentDisk:o portworxVolume:o quobyte:o rbd:o scaleIO:o storageClassName:s storageos:o
  volumeAttributesClassName:s volumeMode:s vsphereVolume:o
Pod
  apiVersion:s kind:s metadata:ObjectMeta spec:PodSpec status:o
ResourceQuota
  apiVersion:s kind:s metadata:ObjectMeta spec:ResourceQuotaSpec status:o
ResourceQuotaSpec
  hard:{q} scopeSelector:ScopeSelector scopes:[s]
ScopeSelector
  matchExpressions:[ScopedResourceSelectorRequirement]
ScopedResourceSelectorRequirement atomic
  operator!:s scopeName!:s values:[s]
Secret
  apiVersion:s kind:s metadata:ObjectMeta data:{y} immutable:b stringData:{s} type:s
Service
  apiVersion:s kind:s metadata:ObjectMeta spec:ServiceSpec status:o
ServiceAccount
  apiVersion:s kind:s metadata:ObjectMeta automountServiceAccountToken:b
  imagePullSecrets:[LocalObjectReference] secrets:[ObjectReference]@name
ServicePort
  appProtocol:s name:s nodePort:i port!:i protocol:s targetPort:x
ServiceSpec
  allocateLoadBalancerNodePorts:b clusterIP:s clusterIPs:[s] externalIPs:[s] externalName:s
  externalTrafficPolicy:s healthCheckNodePort:i internalTrafficPolicy:s ipFamilies:[s] ipFamilyPolicy:s
  loadBalancerClass:s loadBalancerIP:s loadBalancerSourceRanges:[s] ports:[ServicePort]@port,protocol
  publishNotReadyAddresses:b selector:{s}! sessionAffinity:s sessionAffinityConfig:SessionAffinityConfig
  trafficDistribution:s type:s
SessionAffinityConfig
  clientIP:ClientIPConfig
TopologySelectorLabelRequirement
  key!:s values!:[s]
TopologySelectorTerm
  matchLabelExpressions:[TopologySelectorLabelRequirement]
TypedLocalObjectReference atomic
  kind:s apiGroup:s name!:s
TypedObjectReference
  kind:s apiGroup:s name!:s namespace:s
VolumeResourceRequirements
  limits:{q} requests:{q}
ServiceAccountTokenRequest
  apiVersion:s kind:s metadata:ObjectMeta spec:TokenRequestSpec status:o
TokenRequestSpec
  audiences:[s] boundObjectRef:o expirationSeconds:i
DeleteOptions
  apiVersion:s kind:s dryRun:[s] gracePeriodSeconds:i orphanDependents:b preconditions:Preconditions
  propagationPolicy:s
Eviction
  apiVersion:s kind:s metadata:ObjectMeta deleteOptions:DeleteOptions
Preconditions
  resourceVersion:s uid:s
Node
  apiVersion:s kind:s metadata:ObjectMeta spec:NodeSpec status:o
NodeSpec
  configSource:o externalID:s podCIDR:s podCIDRs:[s] providerID:s taints:[Taint] unschedulable:b
Taint
  effect!:s key!:s timeAdded:t value:s
Endpoints
  apiVersion:s kind:s metadata:ObjectMeta subsets:[o]
Event
  apiVersion:s kind:s metadata:ObjectMeta action:s count:i eventTime:t firstTimestamp:t
  involvedObject!:ObjectReference lastTimestamp:t message:s reason:s related:ObjectReference
  reportingComponent:s reportingInstance:s series:o source:o type:s
`;
