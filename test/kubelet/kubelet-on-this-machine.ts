/** A kubelet with real processes in a folder of its own, over the fake API server. */
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pods } from '../../src/kube/resources.ts'
import type { V1Pod } from '../../src/kube/wire.ts'
import { abandonRuns } from '../../src/kubelet/run/abandon-runs.ts'
import { openCgroups } from '../../src/kubelet/limits/cgroups.ts'
import { startKubelet, type Kubelet } from '../../src/kubelet/kubelet.ts'
import { memoryFolder } from '../../src/kubelet/volumes/memory-folder.ts'
import { keyOf } from '../../src/kubelet/pod/pod-spec.ts'
import { probeSandbox } from '../../src/kubelet/sandbox/sandbox.ts'
import { fakeClient, type FakeClient } from '../support/fakes/fake-client.ts'
import { missing } from '../support/needs.ts'
import { systemPath } from '../support/system-path.ts'

export const sandbox = await probeSandbox()
missing('sandbox', sandbox.ok, sandbox.reason)

/** Groups of a test's own, with few processes in each. */
const cgroups = await openCgroups({ name: `test-${process.pid}`, processes: 64 })
export const limited = cgroups.held.memory && cgroups.held.cpu && cgroups.held.processes === 'run'
missing('cgroup', limited, cgroups.held.why)
const none = await openCgroups({ name: 'none', hierarchies: [] })

export interface Machine {
  readonly folder: string
  readonly client: FakeClient
  readonly notices: string[]
  kubelet: Kubelet
  create(pod: V1Pod): Promise<V1Pod>
  /** The pod once it is as asked. */
  until(name: string, good: (pod: V1Pod) => boolean): Promise<V1Pod>
  log(pod: V1Pod, container: string, options?: { follow?: boolean; previous?: boolean }): Promise<string>
  /** Ends the kubelet as a crash would: the containers go on. */
  stop(): Promise<void>
  start(): Promise<void>
  podFolder(pod: V1Pod): string
  end(): Promise<void>
}

/** `bubblewrap`: what stands in for it; `grouped`: as on a machine with control groups. */
export async function startMachine(
  env: Record<string, string | undefined> = {},
  bubblewrap = sandbox.program,
  grouped = true,
): Promise<Machine> {
  const folder = await mkdtemp(join(tmpdir(), 'gastown-kubelet-'))
  await chmod(folder, 0o700)
  const program = join(folder, 'program.js')
  await writeFile(program, 'console.log(JSON.stringify({ argv: process.argv.slice(2), env: process.env }))\n')
  const client = fakeClient()
  const notices: string[] = []
  let controller = new AbortController()
  const machine: Machine = {
    folder,
    client,
    notices,
    kubelet: undefined as never,
    create: (pod) => client.create(pods, pod),
    until: (name, good) => client.until(pods, name, good),
    log: async (pod, container, { follow = false, previous = false } = {}) => {
      const options = { follow, previous, timestamps: false, signal: new AbortController().signal }
      let text = ''
      for await (const bytes of machine.kubelet.logs(keyOf(pod), container, options)) text += Buffer.from(bytes)
      return text
    },
    stop: async () => {
      controller.abort()
      await machine.kubelet.ended
    },
    start: async () => {
      controller = new AbortController()
      machine.kubelet = await startKubelet({
        client,
        podsDir: join(folder, 'pods'),
        nodeName: 'here',
        installation: { node: process.execPath, program },
        sandbox: { ...sandbox, program: bubblewrap },
        cgroups: grouped ? cgroups : none,
        signal: controller.signal,
        env: { PATH: systemPath, HOME: join(folder, 'home'), ...env },
        notice: (line) => void notices.push(line),
      })
      await machine.kubelet.synced
    },
    podFolder: (pod) => join(folder, 'pods', pod.metadata?.uid ?? ''),
    end: async () => {
      await machine.stop()
      await abandonRuns(join(folder, 'pods'))
      const memory = await memoryFolder(env.XDG_RUNTIME_DIR)
      for (const uid of await readdir(join(folder, 'pods')))
        if (memory !== undefined) await rm(join(memory, uid), { recursive: true, force: true })
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
  await machine.start()
  return machine
}

type Container = NonNullable<V1Pod['spec']>['containers'][number]

export function aPod(name: string, spec: Partial<NonNullable<V1Pod['spec']>>, marks: V1Pod['metadata'] = {}): V1Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'work', ...marks },
    spec: { restartPolicy: 'Never', terminationGracePeriodSeconds: 5, containers: [], ...spec },
  }
}

export function sh(name: string, script: string, more: Partial<Container> = {}): Container {
  return { name, command: ['sh', '-c', script], ...more }
}

/** A pod that the user lets run without a sandbox. */
export const open = { annotations: { 'gastown.io/unsandboxed': 'true' } }

export function ended(pod: V1Pod): boolean {
  return ['Succeeded', 'Failed'].includes(pod.status?.phase ?? '')
}

export function stateOf(pod: V1Pod, name: string) {
  return [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])].find(
    (status) => status.name === name,
  )
}

export function isRunning(pod: V1Pod): boolean {
  return stateOf(pod, 'main')?.state?.running !== undefined
}
