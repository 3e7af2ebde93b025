/** The kinds of the remaining groups, in the notation of `shapes.ts`. */
export const otherTypes = `
AggregationRule
  clusterRoleSelectors:[LabelSelector]
ClusterRole
  apiVersion:s kind:s metadata:ObjectMeta aggregationRule:AggregationRule rules:[PolicyRule]
ClusterRoleBinding
  apiVersion:s kind:s metadata:ObjectMeta roleRef!:RoleRef subjects:[Subject]
CrossVersionObjectReference
  apiVersion:s kind:s name!:s
HTTPIngressPath
  backend!:IngressBackend path:s pathType!:s
HTTPIngressRuleValue
  paths!:[HTTPIngressPath]
HorizontalPodAutoscaler
  apiVersion:s kind:s metadata:ObjectMeta spec!:HorizontalPodAutoscalerSpec status:o
HorizontalPodAutoscalerSpec
  behavior:o maxReplicas!:i metrics:[o] minReplicas:i scaleTargetRef!:CrossVersionObjectReference
IPBlock
  cidr!:s except:[s]
Ingress
  apiVersion:s kind:s metadata:ObjectMeta spec:IngressSpec status:o
IngressBackend
  resource:TypedLocalObjectReference service:IngressServiceBackend
IngressRule
  host:s http:HTTPIngressRuleValue
IngressServiceBackend
  name!:s port:ServiceBackendPort
IngressSpec
  defaultBackend:IngressBackend ingressClassName:s rules:[IngressRule] tls:[IngressTLS]
IngressTLS
  hosts:[s] secretName:s
NetworkPolicy
  apiVersion:s kind:s metadata:ObjectMeta spec:NetworkPolicySpec
NetworkPolicyEgressRule
  ports:[NetworkPolicyPort] to:[NetworkPolicyPeer]
NetworkPolicyIngressRule
  from:[NetworkPolicyPeer] ports:[NetworkPolicyPort]
NetworkPolicyPeer
  ipBlock:IPBlock namespaceSelector:LabelSelector podSelector:LabelSelector
NetworkPolicyPort
  endPort:i port:x protocol:s
NetworkPolicySpec
  egress:[NetworkPolicyEgressRule] ingress:[NetworkPolicyIngressRule] podSelector:LabelSelector
  policyTypes:[s]
PodDisruptionBudget
  apiVersion:s kind:s metadata:ObjectMeta spec:PodDisruptionBudgetSpec status:o
PodDisruptionBudgetSpec
  maxUnavailable:x minAvailable:x selector:LabelSelector unhealthyPodEvictionPolicy:s
PolicyRule
  apiGroups:[s] nonResourceURLs:[s] resourceNames:[s] resources:[s] verbs!:[s]
PriorityClass
  apiVersion:s kind:s metadata:ObjectMeta description:s globalDefault:b preemptionPolicy:s value:i
Role
  apiVersion:s kind:s metadata:ObjectMeta rules:[PolicyRule]
RoleBinding
  apiVersion:s kind:s metadata:ObjectMeta roleRef!:RoleRef subjects:[Subject]
RoleRef atomic
  kind:s apiGroup:s name!:s
ServiceBackendPort
  name:s number:i
StorageClass
  apiVersion:s kind:s metadata:ObjectMeta allowVolumeExpansion:b allowedTopologies:[TopologySelectorTerm]
  mountOptions:[s] parameters:{s} provisioner!:s reclaimPolicy:s volumeBindingMode:s
Subject atomic
  kind:s apiGroup:s name!:s namespace:s
EndpointSlice
  apiVersion:s kind:s metadata:ObjectMeta addressType!:s endpoints:[o] ports:[o]
Lease
  apiVersion:s kind:s metadata:ObjectMeta spec:LeaseSpec
LeaseSpec
  acquireTime:t holderIdentity:s leaseDurationSeconds:i leaseTransitions:i preferredHolder:s renewTime:t
  strategy:s
CustomResourceDefinition
  apiVersion:s kind:s metadata:ObjectMeta spec!:CustomResourceDefinitionSpec status:o
CustomResourceDefinitionSpec
  conversion:o group!:s names!:CustomResourceDefinitionNames preserveUnknownFields:b scope!:s
  versions!:[CustomResourceDefinitionVersion]
CustomResourceDefinitionNames
  categories:[s] kind!:s listKind:s plural!:s shortNames:[s] singular:s
CustomResourceDefinitionVersion
  additionalPrinterColumns:[o] deprecated:b deprecationWarning:s name!:s schema:o selectableFields:[o]
  served!:b storage!:b subresources:o
SelfSubjectAccessReview
  apiVersion:s kind:s metadata:ObjectMeta spec!:AccessReviewSpec status:o
SubjectAccessReview
  apiVersion:s kind:s metadata:ObjectMeta spec!:AccessReviewSpec status:o
SelfSubjectReview
  apiVersion:s kind:s metadata:ObjectMeta status:o
SelfSubjectRulesReview
  apiVersion:s kind:s metadata:ObjectMeta spec!:SelfSubjectRulesReviewSpec status:o
SelfSubjectRulesReviewSpec
  namespace:s
AccessReviewSpec
  extra:o groups:[s] nonResourceAttributes:NonResourceAttributes resourceAttributes:ResourceAttributes uid:s
  user:s
NonResourceAttributes
  path:s verb:s
ResourceAttributes
  fieldSelector:o group:s labelSelector:o name:s namespace:s resource:s subresource:s verb:s version:s
`;
