/**
 * A real Kubernetes for one test file: namespaces, a rig and a git server of its own, and the built operator outside the
 * cluster, so that several files run side by side. CONTRIBUTING.md says what it needs.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { promisify } from 'node:util'
import type { PolecatStatus } from '../../src/polecat/status.ts'
import { serveGitOverSsh, type GitSsh } from './servers/git-ssh.ts'
import { launcher, openStory, type Ran, type Story } from './story.ts'

const run = promisify(execFile)

const variables = [
  'GASTOWN_TEST_KUBECONFIG',
  'GASTOWN_TEST_IMAGE',
  'GASTOWN_TEST_NODE_ADDRESS',
  'GASTOWN_TEST_ON_NODE',
] as const
const [kubeconfig, image, address, onNode] = variables.map((name) => process.env[name] ?? '') as [
  string,
  string,
  string,
  string,
]

export const clusterReady = [kubeconfig, image, address, onNode].every((value) => value !== '')
/** For the titles of what is skipped. */
export const clusterNeeds = 'needs a cluster, an image and an address; see CONTRIBUTING.md'

export interface ClusterOptions {
  /** Rigs belong to the whole cluster, so each file has one of its own name. */
  readonly rig: string
  /** Of the git server, on the node's address. */
  readonly port: number
  readonly namespaces?: { readonly polecats: string; readonly workers: string }
  /** Annotations of the namespace that the pods are in. */
  readonly workerAnnotations?: Readonly<Record<string, string>>
  /** Further settings of the rig. */
  readonly settings?: object
  /** The agents' image, where it is not gastown's. */
  readonly agentImage?: string
}

export interface Cluster {
  readonly story: Story
  /** Serves every repository of the story. */
  readonly git: GitSsh
  readonly namespaces: { readonly polecats: string; readonly workers: string }
  kubectl(args: readonly string[], input?: string): Promise<string>
  apply(...objects: object[]): Promise<string>
  /** A git Secret in the pods' namespace. */
  gitSecret(name: string, data: Readonly<Record<string, string>>): Promise<string>
  /** Another git server for the same folder, which can go away without disturbing others. */
  serveGit(port: number): Promise<GitSsh>
  /** Runs a program where pods reach it at `address`. */
  onNode(command: readonly string[]): ChildProcess
  readonly address: string
  readonly image: string
  /** `create --wait` for a custom agent of this rig: a shell script, and its arguments. */
  create(name: string, script: string | readonly string[], ...flags: string[]): Promise<Ran>
  status(name: string): Promise<PolecatStatus>
  /** The pod of a polecat's attempt. */
  podOf(name: string): Promise<string>
  /** The same once its agent runs. */
  startedPodOf(name: string): Promise<string | undefined>
  /** What a command in one of a pod's containers prints. */
  execIn(pod: string, container: string, ...command: string[]): Promise<string>
  /** What may tell why a test failed. */
  explain(ran: Ran, name: string): Promise<string>
  operatorLog(): string
  close(): Promise<void>
}

/** The task of every polecat: a shell that saw it would run something. */
export const task = 'It\'s "$(touch X)" `y` $(HOME)\n'

export async function openCluster(options: ClusterOptions): Promise<Cluster> {
  const { rig, port } = options
  const namespaces = options.namespaces ?? { polecats: `gastown-test-${rig}`, workers: `gastown-test-${rig}-workers` }
  const story = await openStory({
    GASTOWN_CONTEXT: '',
    KUBECONFIG: kubeconfig,
    GASTOWN_NAMESPACE: namespaces.polecats,
    GASTOWN_WORKER_NAMESPACE: namespaces.workers,
  })
  const serveGit = (port: number) => serveGitOverSsh({ folder: story.folder, address, port, prefix: [onNode] })
  const git = await serveGit(port)
  await furnish(options, namespaces)
  const gitSecret = (name: string, data: Readonly<Record<string, string>>) =>
    apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace: namespaces.workers, labels: { 'gastown.io/role': 'git' } },
      stringData: data,
    })
  await gitSecret('git-credentials', { 'ssh-privatekey': git.privateKey, known_hosts: git.knownHosts })
  await apply(rigOf(options, git.url('athena.git')))
  const operator = startOperator(story)
  // What a run that was broken off has left would be in the way.
  const sweep = () => kubectl(['delete', 'polecats', '--all', '-n', namespaces.polecats, '--timeout=100s'])
  await sweep()
  return {
    story,
    git,
    namespaces,
    kubectl,
    apply,
    gitSecret,
    serveGit,
    address,
    image,
    onNode: (command) => spawn(onNode, command, { stdio: ['ignore', 'pipe', 'pipe'] }),
    create: (name, script, ...flags) => {
      const own = ['--rig', rig, '--task', task, '--agent', 'custom', '--wait']
      return story.gastown(['create', name, ...own, ...flags, '--', 'sh', '-c', ...[script].flat()])
    },
    status: async (name) => (await story.polecat(name)).status ?? {},
    podOf: async (name) => (await story.polecat(name)).status?.podName ?? '',
    startedPodOf: async (name) => {
      const { phase, podName } = (await story.polecat(name).catch(() => undefined))?.status ?? {}
      return phase === 'Working' ? podName : undefined
    },
    execIn: (pod, container, ...command) =>
      kubectl(['exec', pod, '-n', namespaces.workers, '-c', container, '--', ...command]),
    explain: async (ran, name) => {
      const pods = await kubectl(['describe', 'pods', '-n', namespaces.workers, '-l', `polecat=${name}`])
      return `exit ${ran.code}\n${ran.stderr}${operator.log().slice(-3000)}${pods}`
    },
    operatorLog: operator.log,
    async close() {
      const swept = sweep().catch((error: unknown) => ({ error }))
      await swept
      await operator.end()
      await kubectl(['delete', 'rig', rig, '--ignore-not-found']).catch(() => undefined)
      await git.close()
      await story.close()
      // A polecat that does not go is as wrong as any other.
      const left = await swept
      if (typeof left === 'object') throw left.error
    },
  }
}

async function kubectl(args: readonly string[], input?: string): Promise<string> {
  const running = run('kubectl', ['--kubeconfig', kubeconfig, ...args], { maxBuffer: 64 << 20 })
  running.child.stdin?.end(input ?? '')
  return (await running).stdout
}

function apply(...objects: object[]): Promise<string> {
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects })
  return kubectl(['apply', '--server-side', '--force-conflicts', '-f', '-'], list)
}

async function furnish({ workerAnnotations }: ClusterOptions, { polecats, workers }: Cluster['namespaces']) {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted', 'gastown.io/test': workers }
  await apply(
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: polecats } },
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: workers, labels, annotations: workerAnnotations } },
  )
  await kubectl(['apply', '--server-side', '--force-conflicts', '-f', 'templates/crds'])
  const crds = ['crd/polecats.gastown.gastown.io', 'crd/rigs.gastown.gastown.io']
  await kubectl(['wait', '--for=condition=Established', '--timeout=30s', ...crds])
}

function rigOf({ rig, settings, agentImage }: ClusterOptions, gitURL: string): object {
  const resources = { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '1', memory: '256Mi' } }
  const kubernetes = { gitSecretRef: { name: 'git-credentials' }, image: agentImage ?? image, resources }
  return {
    apiVersion: 'gastown.gastown.io/v1alpha1',
    kind: 'Rig',
    metadata: { name: rig },
    spec: { gitURL, beadsPrefix: 'te', defaults: { kubernetes }, ...(settings && { settings }) },
  }
}

function startOperator(story: Story) {
  const words = ['operator', 'run', '--kubeconfig', kubeconfig, '--image', image]
  const operator = spawn(process.execPath, [launcher, ...words], { env: story.env, stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  for (const stream of [operator.stdout, operator.stderr])
    stream.on('data', (chunk: Buffer) => (log += chunk.toString()))
  return {
    log: () => log,
    async end() {
      if (operator.exitCode !== null) return
      const ended = new Promise((resolve) => operator.once('exit', resolve))
      operator.kill('SIGTERM')
      await ended
    },
  }
}
