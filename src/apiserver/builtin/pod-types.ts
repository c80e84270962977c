/** Fields of a pod, as Kubernetes 1.34 has them (volumes of other vendors are not looked into). The notation is read by type-notation.ts. */
export const podTypes = {
  prefix: 'io.k8s.api.core.v1',
  text: `
Affinity = nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAntiAffinity
AppArmorProfile = localhostProfile:string type!:string
Capabilities = add:string[] drop:string[]
ClusterTrustBundleProjection = labelSelector:LabelSelector name:string optional:boolean path!:string
  signerName:string
ConfigMapEnvSource = name:string optional:boolean
ConfigMapKeySelector(atomic) = key!:string name:string optional:boolean
ConfigMapProjection = items:KeyToPath[] name:string optional:boolean
ConfigMapVolumeSource = defaultMode:integer items:KeyToPath[] name:string optional:boolean
Container = args:string[] command:string[] env:EnvVar[](merge=name) envFrom:EnvFromSource[] image:string
  imagePullPolicy:string lifecycle:Lifecycle livenessProbe:Probe name!:string
  ports:ContainerPort[](merge=containerPort,keys=containerPort+protocol) readinessProbe:Probe
  resizePolicy:ContainerResizePolicy[] resources:ResourceRequirements restartPolicy:string
  restartPolicyRules:ContainerRestartRule[] securityContext:SecurityContext startupProbe:Probe stdin:boolean
  stdinOnce:boolean terminationMessagePath:string terminationMessagePolicy:string tty:boolean
  volumeDevices:VolumeDevice[](merge=devicePath) volumeMounts:VolumeMount[](merge=mountPath) workingDir:string
ContainerExtendedResourceRequest = containerName!:string requestName!:string resourceName!:string
ContainerPort = containerPort!:integer hostIP:string hostPort:integer name:string protocol:string
ContainerResizePolicy = resourceName!:string restartPolicy!:string
ContainerRestartRule = action!:string exitCodes:ContainerRestartRuleOnExitCodes
ContainerRestartRuleOnExitCodes = operator!:string values:integer[](set)
ContainerState = running:ContainerStateRunning terminated:ContainerStateTerminated waiting:ContainerStateWaiting
ContainerStateRunning = startedAt:time
ContainerStateTerminated = containerID:string exitCode!:integer finishedAt:time message:string reason:string
  signal:integer startedAt:time
ContainerStateWaiting = message:string reason:string
ContainerStatus = allocatedResources:quantity{} allocatedResourcesStatus:ResourceStatus[](merge=name)
  containerID:string image!:string imageID!:string lastState:ContainerState name!:string ready!:boolean
  resources:ResourceRequirements restartCount!:integer started:boolean state:ContainerState stopSignal:string
  user:ContainerUser volumeMounts:VolumeMountStatus[](merge=mountPath)
ContainerUser = linux:LinuxContainerUser
DownwardAPIProjection = items:DownwardAPIVolumeFile[]
DownwardAPIVolumeFile = fieldRef:ObjectFieldSelector mode:integer path!:string
  resourceFieldRef:ResourceFieldSelector
DownwardAPIVolumeSource = defaultMode:integer items:DownwardAPIVolumeFile[]
EmptyDirVolumeSource = medium:string sizeLimit:quantity
EnvFromSource = configMapRef:ConfigMapEnvSource prefix:string secretRef:SecretEnvSource
EnvVar = name!:string value:string valueFrom:EnvVarSource
EnvVarSource = configMapKeyRef:ConfigMapKeySelector fieldRef:ObjectFieldSelector fileKeyRef:FileKeySelector
  resourceFieldRef:ResourceFieldSelector secretKeyRef:SecretKeySelector
EphemeralContainer = args:string[] command:string[] env:EnvVar[](merge=name) envFrom:EnvFromSource[] image:string
  imagePullPolicy:string lifecycle:Lifecycle livenessProbe:Probe name!:string
  ports:ContainerPort[](merge=containerPort,keys=containerPort+protocol) readinessProbe:Probe
  resizePolicy:ContainerResizePolicy[] resources:ResourceRequirements restartPolicy:string
  restartPolicyRules:ContainerRestartRule[] securityContext:SecurityContext startupProbe:Probe stdin:boolean
  stdinOnce:boolean targetContainerName:string terminationMessagePath:string terminationMessagePolicy:string
  tty:boolean volumeDevices:VolumeDevice[](merge=devicePath) volumeMounts:VolumeMount[](merge=mountPath)
  workingDir:string
ExecAction = command:string[]
FileKeySelector(atomic) = key!:string optional:boolean path!:string volumeName!:string
GRPCAction = port!:integer service:string
HTTPGetAction = host:string httpHeaders:HTTPHeader[] path:string port!:int-or-string scheme:string
HTTPHeader = name!:string value!:string
HostAlias = hostnames:string[] ip!:string
HostIP = ip!:string
HostPathVolumeSource = path!:string type:string
ImageVolumeSource = pullPolicy:string reference:string
KeyToPath = key!:string mode:integer path!:string
Lifecycle = postStart:LifecycleHandler preStop:LifecycleHandler stopSignal:string
LifecycleHandler = exec:ExecAction httpGet:HTTPGetAction sleep:SleepAction tcpSocket:TCPSocketAction
LinuxContainerUser = gid!:integer supplementalGroups:integer[] uid!:integer
LocalObjectReference(atomic) = name:string
NodeAffinity = preferredDuringSchedulingIgnoredDuringExecution:PreferredSchedulingTerm[]
  requiredDuringSchedulingIgnoredDuringExecution:NodeSelector
NodeSelector(atomic) = nodeSelectorTerms!:NodeSelectorTerm[]
NodeSelectorRequirement = key!:string operator!:string values:string[]
NodeSelectorTerm(atomic) = matchExpressions:NodeSelectorRequirement[] matchFields:NodeSelectorRequirement[]
ObjectFieldSelector(atomic) = apiVersion:string fieldPath!:string
PersistentVolumeClaimVolumeSource = claimName!:string readOnly:boolean
PodAffinity = preferredDuringSchedulingIgnoredDuringExecution:WeightedPodAffinityTerm[]
  requiredDuringSchedulingIgnoredDuringExecution:PodAffinityTerm[]
PodAffinityTerm = labelSelector:LabelSelector matchLabelKeys:string[] mismatchLabelKeys:string[]
  namespaceSelector:LabelSelector namespaces:string[] topologyKey!:string
PodAntiAffinity = preferredDuringSchedulingIgnoredDuringExecution:WeightedPodAffinityTerm[]
  requiredDuringSchedulingIgnoredDuringExecution:PodAffinityTerm[]
PodCertificateProjection = certificateChainPath:string credentialBundlePath:string keyPath:string keyType!:string
  maxExpirationSeconds:integer signerName!:string
PodCondition = lastProbeTime:time lastTransitionTime:time message:string observedGeneration:integer reason:string
  status!:string type!:string
PodDNSConfig = nameservers:string[] options:PodDNSConfigOption[] searches:string[]
PodDNSConfigOption = name:string value:string
PodExtendedResourceClaimStatus = requestMappings!:ContainerExtendedResourceRequest[] resourceClaimName!:string
PodIP = ip!:string
PodOS = name!:string
PodReadinessGate = conditionType!:string
PodResourceClaim = name!:string resourceClaimName:string resourceClaimTemplateName:string
PodResourceClaimStatus = name!:string resourceClaimName:string
PodSchedulingGate = name!:string
PodSecurityContext = appArmorProfile:AppArmorProfile fsGroup:integer fsGroupChangePolicy:string runAsGroup:integer
  runAsNonRoot:boolean runAsUser:integer seLinuxChangePolicy:string seLinuxOptions:SELinuxOptions
  seccompProfile:SeccompProfile supplementalGroups:integer[] supplementalGroupsPolicy:string sysctls:Sysctl[]
  windowsOptions:WindowsSecurityContextOptions
PodSpec = activeDeadlineSeconds:integer affinity:Affinity automountServiceAccountToken:boolean
  containers!:Container[](merge=name) dnsConfig:PodDNSConfig dnsPolicy:string enableServiceLinks:boolean
  ephemeralContainers:EphemeralContainer[](merge=name) hostAliases:HostAlias[](merge=ip) hostIPC:boolean
  hostNetwork:boolean hostPID:boolean hostUsers:boolean hostname:string hostnameOverride:string
  imagePullSecrets:LocalObjectReference[](merge=name) initContainers:Container[](merge=name) nodeName:string
  nodeSelector:string{}(atomic) os:PodOS overhead:quantity{} preemptionPolicy:string priority:integer
  priorityClassName:string readinessGates:PodReadinessGate[] resourceClaims:PodResourceClaim[](merge=name,retain)
  resources:ResourceRequirements restartPolicy:string runtimeClassName:string schedulerName:string
  schedulingGates:PodSchedulingGate[](merge=name) securityContext:PodSecurityContext serviceAccount:string
  serviceAccountName:string setHostnameAsFQDN:boolean shareProcessNamespace:boolean subdomain:string
  terminationGracePeriodSeconds:integer tolerations:Toleration[]
  topologySpreadConstraints:TopologySpreadConstraint[](merge=topologyKey,keys=topologyKey+whenUnsatisfiable)
  volumes:Volume[](merge=name,retain)
PodStatus = conditions:PodCondition[](merge=type) containerStatuses:ContainerStatus[]
  ephemeralContainerStatuses:ContainerStatus[] extendedResourceClaimStatus:PodExtendedResourceClaimStatus
  hostIP:string hostIPs:HostIP[](merge=ip) initContainerStatuses:ContainerStatus[] message:string
  nominatedNodeName:string observedGeneration:integer phase:string podIP:string podIPs:PodIP[](merge=ip)
  qosClass:string reason:string resize:string resourceClaimStatuses:PodResourceClaimStatus[](merge=name,retain)
  startTime:time
PreferredSchedulingTerm = preference!:NodeSelectorTerm weight!:integer
Probe = exec:ExecAction failureThreshold:integer grpc:GRPCAction httpGet:HTTPGetAction initialDelaySeconds:integer
  periodSeconds:integer successThreshold:integer tcpSocket:TCPSocketAction terminationGracePeriodSeconds:integer
  timeoutSeconds:integer
ProjectedVolumeSource = defaultMode:integer sources:VolumeProjection[]
ResourceClaim = name!:string request:string
ResourceFieldSelector(atomic) = containerName:string divisor:quantity resource!:string
ResourceHealth = health:string resourceID!:string
ResourceRequirements = claims:ResourceClaim[](keys=name) limits:quantity{} requests:quantity{}
ResourceStatus = name!:string resources:ResourceHealth[](keys=resourceID)
SELinuxOptions = level:string role:string type:string user:string
SeccompProfile = localhostProfile:string type!:string
SecretEnvSource = name:string optional:boolean
SecretKeySelector(atomic) = key!:string name:string optional:boolean
SecretProjection = items:KeyToPath[] name:string optional:boolean
SecretVolumeSource = defaultMode:integer items:KeyToPath[] optional:boolean secretName:string
SecurityContext = allowPrivilegeEscalation:boolean appArmorProfile:AppArmorProfile capabilities:Capabilities
  privileged:boolean procMount:string readOnlyRootFilesystem:boolean runAsGroup:integer runAsNonRoot:boolean
  runAsUser:integer seLinuxOptions:SELinuxOptions seccompProfile:SeccompProfile
  windowsOptions:WindowsSecurityContextOptions
ServiceAccountTokenProjection = audience:string expirationSeconds:integer path!:string
SleepAction = seconds!:integer
Sysctl = name!:string value!:string
TCPSocketAction = host:string port!:int-or-string
Toleration = effect:string key:string operator:string tolerationSeconds:integer value:string
TopologySpreadConstraint = labelSelector:LabelSelector matchLabelKeys:string[] maxSkew!:integer minDomains:integer
  nodeAffinityPolicy:string nodeTaintsPolicy:string topologyKey!:string whenUnsatisfiable!:string
Volume = awsElasticBlockStore:any azureDisk:any azureFile:any cephfs:any cinder:any configMap:ConfigMapVolumeSource
  csi:any downwardAPI:DownwardAPIVolumeSource emptyDir:EmptyDirVolumeSource ephemeral:any fc:any flexVolume:any
  flocker:any gcePersistentDisk:any gitRepo:any glusterfs:any hostPath:HostPathVolumeSource image:ImageVolumeSource
  iscsi:any name!:string nfs:any persistentVolumeClaim:PersistentVolumeClaimVolumeSource photonPersistentDisk:any
  portworxVolume:any projected:ProjectedVolumeSource quobyte:any rbd:any scaleIO:any secret:SecretVolumeSource
  storageos:any vsphereVolume:any
VolumeDevice = devicePath!:string name!:string
VolumeMount = mountPath!:string mountPropagation:string name!:string readOnly:boolean recursiveReadOnly:string
  subPath:string subPathExpr:string
VolumeMountStatus = mountPath!:string name!:string readOnly:boolean recursiveReadOnly:string
VolumeProjection = clusterTrustBundle:ClusterTrustBundleProjection configMap:ConfigMapProjection
  downwardAPI:DownwardAPIProjection podCertificate:PodCertificateProjection secret:SecretProjection
  serviceAccountToken:ServiceAccountTokenProjection
WeightedPodAffinityTerm = podAffinityTerm!:PodAffinityTerm weight!:integer
WindowsSecurityContextOptions = gmsaCredentialSpec:string gmsaCredentialSpecName:string hostProcess:boolean
  runAsUserName:string
`,
}
