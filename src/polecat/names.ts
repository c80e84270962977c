/** The words of our API group, and the labels and annotations on all that the operator makes. */
export const group = 'gastown.gastown.io'
export const version = 'v1alpha1'
export const apiVersion = `${group}/${version}`
export const polecatNamespace = 'gastown-system'
export const workerNamespace = 'gastown-workers'

export const finalizers = {
  /** On a Polecat: released when its pods have saved and are recorded. */
  polecat: 'gastown.io/pods',
  /** On a pod: released when result and transcript are recorded. */
  pod: 'gastown.io/record',
} as const

export const labels = {
  managedBy: 'app.kubernetes.io/managed-by',
  polecat: 'polecat',
  polecatUid: 'gastown.io/polecat-uid',
  polecatNamespace: 'gastown.io/polecat-namespace',
  rig: 'gastown.io/rig',
  attempt: 'gastown.io/attempt',
  bead: 'gastown.io/bead',
  /** On Secrets: git | llm; on ConfigMaps that are records: record. */
  role: 'gastown.io/role',
} as const
/** Name of the operator's Lease, Deployment and account, of its field manager, and of who manages what it makes. */
export const operatorName = 'gastown-operator'

export const annotations = {
  /** On a pod: why the agent is to be stopped; git-save sees it through a downwardAPI volume. */
  stop: 'gastown.io/stop',
  /** On a pod: when it was asked to stop; the operator deletes it 5 minutes later. */
  stopAt: 'gastown.io/stop-at',
  /** On a pod: its startTime in seconds since 1970; the soft deadline counts from it. */
  started: 'gastown.io/started',
  /** On a pod: number of the last event of its transcript that is in the attempt's record. */
  recorded: 'gastown.io/recorded',
  /** Local mode, on Polecat and pod: the PATH that `create` was called with. */
  path: 'gastown.io/path',
  /** Local mode, on Polecat and pod: 'true' where the user agreed to run without a sandbox. */
  unsandboxed: 'gastown.io/unsandboxed',
  /** On a Secret: which service its credential is for. */
  provider: 'gastown.io/provider',
  /** On a Secret: 'machine' where local mode made it of what this machine has, and brings it up to date. */
  source: 'gastown.io/source',
  /** On a Secret: JSON, when each of its keys got what it holds. */
  storedAt: 'gastown.io/stored-at',
  /** On a namespace: it may be deleted. */
  uninstall: 'gastown.io/uninstall',
  /** On the CustomResourceDefinition of rigs: JSON, what is installed on the cluster. */
  installation: 'gastown.io/installation',
  /** On a record: rig, reason of the attempt's outcome, its cost in USD, when it ended, and the bytes that the record holds. */
  rig: 'gastown.io/rig',
  outcome: 'gastown.io/outcome',
  cost: 'gastown.io/cost',
  finishedAt: 'gastown.io/finished-at',
  recordBytes: 'gastown.io/record-bytes',
  /** On a Polecat: 'true' where its records go with it. */
  withRecord: 'gastown.io/with-record',
} as const

export const fieldManagers = { cli: 'gastown-cli', operator: operatorName } as const
