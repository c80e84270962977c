/** Fields of the other core kinds, as Kubernetes 1.34 has them. The notation is read by type-notation.ts. */
export const coreTypes = {
  prefix: 'io.k8s.api.core.v1',
  text: `
AttachedVolume = devicePath!:string name!:string
ConfigMap = apiVersion:string binaryData:bytes{} data:string{} immutable:boolean kind:string metadata:ObjectMeta
ConfigMapNodeConfigSource = kubeletConfigKey!:string name!:string namespace!:string resourceVersion:string
  uid:string
ContainerImage = names:string[] sizeBytes:integer
DaemonEndpoint = Port!:integer
Event = action:string apiVersion:string count:integer eventTime:microtime firstTimestamp:time
  involvedObject!:ObjectReference kind:string lastTimestamp:time message:string metadata!:ObjectMeta reason:string
  related:ObjectReference reportingComponent:string reportingInstance:string series:EventSeries source:EventSource
  type:string
EventSeries = count:integer lastObservedTime:microtime
EventSource = component:string host:string
Namespace = apiVersion:string kind:string metadata:ObjectMeta spec:NamespaceSpec status:NamespaceStatus
NamespaceCondition = lastTransitionTime:time message:string reason:string status!:string type!:string
NamespaceSpec = finalizers:string[]
NamespaceStatus = conditions:NamespaceCondition[](merge=type) phase:string
Node = apiVersion:string kind:string metadata:ObjectMeta spec:NodeSpec status:NodeStatus
NodeAddress = address!:string type!:string
NodeCondition = lastHeartbeatTime:time lastTransitionTime:time message:string reason:string status!:string
  type!:string
NodeConfigSource = configMap:ConfigMapNodeConfigSource
NodeConfigStatus = active:NodeConfigSource assigned:NodeConfigSource error:string lastKnownGood:NodeConfigSource
NodeDaemonEndpoints = kubeletEndpoint:DaemonEndpoint
NodeFeatures = supplementalGroupsPolicy:boolean
NodeRuntimeHandler = features:NodeRuntimeHandlerFeatures name:string
NodeRuntimeHandlerFeatures = recursiveReadOnlyMounts:boolean userNamespaces:boolean
NodeSpec = configSource:NodeConfigSource externalID:string podCIDR:string podCIDRs:string[](merge=,set)
  providerID:string taints:Taint[] unschedulable:boolean
NodeStatus = addresses:NodeAddress[](merge=type) allocatable:quantity{} capacity:quantity{}
  conditions:NodeCondition[](merge=type) config:NodeConfigStatus daemonEndpoints:NodeDaemonEndpoints
  features:NodeFeatures images:ContainerImage[] nodeInfo:NodeSystemInfo phase:string
  runtimeHandlers:NodeRuntimeHandler[] volumesAttached:AttachedVolume[] volumesInUse:string[]
NodeSwapStatus = capacity:integer
NodeSystemInfo = architecture!:string bootID!:string containerRuntimeVersion!:string kernelVersion!:string
  kubeProxyVersion!:string kubeletVersion!:string machineID!:string operatingSystem!:string osImage!:string
  swap:NodeSwapStatus systemUUID!:string
ObjectReference(atomic) = apiVersion:string fieldPath:string kind:string name:string namespace:string
  resourceVersion:string uid:string
Pod = apiVersion:string kind:string metadata:ObjectMeta spec:PodSpec status:PodStatus
Secret = apiVersion:string data:bytes{} immutable:boolean kind:string metadata:ObjectMeta stringData:string{}
  type:string
Taint = effect!:string key!:string timeAdded:time value:string
`,
}
