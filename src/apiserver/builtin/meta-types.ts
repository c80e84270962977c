/** Fields of metadata and of the kinds of small API groups, as Kubernetes 1.34 has them. The notation is read by type-notation.ts. */
export const metaTypes = {
  prefix: 'io.k8s.apimachinery.pkg.apis.meta.v1',
  text: `
FieldSelectorRequirement = key!:string operator!:string values:string[]
LabelSelector(atomic) = matchExpressions:LabelSelectorRequirement[] matchLabels:string{}
LabelSelectorRequirement = key!:string operator!:string values:string[]
ListMeta = continue:string remainingItemCount:integer resourceVersion:string selfLink:string
ManagedFieldsEntry = apiVersion:string fieldsType:string fieldsV1:any manager:string operation:string
  subresource:string time:time
ObjectMeta = annotations:string{} creationTimestamp:time deletionGracePeriodSeconds:integer deletionTimestamp:time
  finalizers:string[](merge=,set) generateName:string generation:integer labels:string{}
  managedFields:ManagedFieldsEntry[] name:string namespace:string ownerReferences:OwnerReference[](merge=uid)
  resourceVersion:string selfLink:string uid:string
OwnerReference(atomic) = apiVersion!:string blockOwnerDeletion:boolean controller:boolean kind!:string name!:string
  uid!:string
`,
}

export const leaseTypes = {
  prefix: 'io.k8s.api.coordination.v1',
  text: `
Lease = apiVersion:string kind:string metadata:ObjectMeta spec:LeaseSpec
LeaseSpec = acquireTime:microtime holderIdentity:string leaseDurationSeconds:integer leaseTransitions:integer
  preferredHolder:string renewTime:microtime strategy:string
`,
}

export const reviewTypes = {
  prefix: 'io.k8s.api.authorization.v1',
  text: `
FieldSelectorAttributes = rawSelector:string requirements:FieldSelectorRequirement[]
LabelSelectorAttributes = rawSelector:string requirements:LabelSelectorRequirement[]
LocalSubjectAccessReview = apiVersion:string kind:string metadata:ObjectMeta spec!:SubjectAccessReviewSpec
  status:SubjectAccessReviewStatus
NonResourceAttributes = path:string verb:string
NonResourceRule = nonResourceURLs:string[] verbs!:string[]
ResourceAttributes = fieldSelector:FieldSelectorAttributes group:string labelSelector:LabelSelectorAttributes
  name:string namespace:string resource:string subresource:string verb:string version:string
ResourceRule = apiGroups:string[] resourceNames:string[] resources:string[] verbs!:string[]
SelfSubjectAccessReview = apiVersion:string kind:string metadata:ObjectMeta spec!:SelfSubjectAccessReviewSpec
  status:SubjectAccessReviewStatus
SelfSubjectAccessReviewSpec = nonResourceAttributes:NonResourceAttributes resourceAttributes:ResourceAttributes
SelfSubjectRulesReview = apiVersion:string kind:string metadata:ObjectMeta spec!:SelfSubjectRulesReviewSpec
  status:SubjectRulesReviewStatus
SelfSubjectRulesReviewSpec = namespace:string
SubjectAccessReview = apiVersion:string kind:string metadata:ObjectMeta spec!:SubjectAccessReviewSpec
  status:SubjectAccessReviewStatus
SubjectAccessReviewSpec = extra:any groups:string[] nonResourceAttributes:NonResourceAttributes
  resourceAttributes:ResourceAttributes uid:string user:string
SubjectAccessReviewStatus = allowed!:boolean denied:boolean evaluationError:string reason:string
SubjectRulesReviewStatus = evaluationError:string incomplete!:boolean nonResourceRules!:NonResourceRule[]
  resourceRules!:ResourceRule[]
`,
}

export const identityTypes = {
  prefix: 'io.k8s.api.authentication.v1',
  text: `
SelfSubjectReview = apiVersion:string kind:string metadata:ObjectMeta status:SelfSubjectReviewStatus
SelfSubjectReviewStatus = userInfo:UserInfo
UserInfo = extra:any groups:string[] uid:string username:string
`,
}

export const crdTypes = {
  prefix: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1',
  text: `
CustomResourceColumnDefinition = description:string format:string jsonPath!:string name!:string priority:integer
  type!:string
CustomResourceConversion = strategy!:string webhook:WebhookConversion
CustomResourceDefinition = apiVersion:string kind:string metadata:ObjectMeta spec!:CustomResourceDefinitionSpec
  status:CustomResourceDefinitionStatus
CustomResourceDefinitionCondition = lastTransitionTime:time message:string reason:string status!:string type!:string
CustomResourceDefinitionNames = categories:string[] kind!:string listKind:string plural!:string shortNames:string[]
  singular:string
CustomResourceDefinitionSpec = conversion:CustomResourceConversion group!:string
  names!:CustomResourceDefinitionNames preserveUnknownFields:boolean scope!:string
  versions!:CustomResourceDefinitionVersion[]
CustomResourceDefinitionStatus = acceptedNames:CustomResourceDefinitionNames
  conditions:CustomResourceDefinitionCondition[](keys=type) storedVersions:string[]
CustomResourceDefinitionVersion = additionalPrinterColumns:CustomResourceColumnDefinition[] deprecated:boolean
  deprecationWarning:string name!:string schema:CustomResourceValidation selectableFields:SelectableField[]
  served!:boolean storage!:boolean subresources:CustomResourceSubresources
CustomResourceSubresourceScale = labelSelectorPath:string specReplicasPath!:string statusReplicasPath!:string
CustomResourceSubresourceStatus =
CustomResourceSubresources = scale:CustomResourceSubresourceScale status:any
CustomResourceValidation = openAPIV3Schema:any
SelectableField = jsonPath!:string
ServiceReference = name!:string namespace!:string path:string port:integer
WebhookClientConfig = caBundle:bytes service:ServiceReference url:string
WebhookConversion = clientConfig:WebhookClientConfig conversionReviewVersions!:string[]
`,
}
