/** Runs a command in this process: streams that remember, a client in memory, a fixed clock. */
import { Config } from '@oclif/core/config'
import type { Command } from '@oclif/core/command'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { forOclif } from '../../../src/oclif/arguments.ts'
import { reportError } from '../../../src/command-line/report-error.ts'
import type { Client, ExecRequest, LogItem } from '../../../src/kube/client.ts'
import { crds, leases, type KubeObject, type Resource } from '../../../src/kube/resources.ts'
import { installationCrd } from '../../../src/polecat/cluster-installation.ts'
import { withRuntime } from '../../../src/oclif/config-runtime.ts'
import type {
  DrainedPolecat,
  LeftFolder,
  LocalMode,
  SettledState,
  ConnectionFlags,
  Runtime,
} from '../../../src/runtime.ts'
import { fakeClient, type FakeClient } from './fake-client.ts'

/** Of an operator that works. */
export function anOperatorLease(renewTime = '2026-03-01T11:59:55.000000Z', namespace = 'gastown-system') {
  const spec = { holderIdentity: 'a', leaseDurationSeconds: 15, renewTime }
  return { metadata: { name: 'gastown-operator', namespace }, spec }
}

const now = Date.parse('2026-03-01T12:00:00Z')

interface FakeRun {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

interface FakeOptions {
  /** Columns of the terminal on stdout; a pipe where it is left out. */
  readonly terminal?: number
  readonly env?: Readonly<Record<string, string>>
  readonly folder?: string
  readonly stdin?: string
  /** Typed at a terminal on stdin, where `stdin` is what comes through a pipe. */
  readonly typed?: string
  readonly platform?: NodeJS.Platform
  readonly passthroughArgs?: readonly string[]
  readonly signal?: AbortSignal
  /** Called with all of stdout so far, whenever something is printed. */
  readonly printed?: (stdout: string) => void
}

export interface FakeWorld {
  readonly client: FakeClient
  readonly home: string
  /** Lines by `pod/container`. */
  readonly logs: Map<string, readonly string[]>
  readonly execs: ExecRequest[]
  /** What the server says to every log and exec, where it refuses them. */
  refuse: Error | undefined
  local: SettledState
  /** What local mode tells after a drain. */
  drained: readonly DrainedPolecat[] | undefined
  /** How its end was asked for. */
  readonly downs: Parameters<LocalMode['down']>[0][]
  /** Folders of pods that are gone. */
  left: readonly LeftFolder[]
  cluster: boolean
  onLocalUp(): void
  /** What happens while a command waits for a daemon that is starting or stopping. */
  onSettling(): void
  /** What the last command does where local mode ends under it. */
  reopen: (() => Promise<void>) | undefined
  /** Resolves when the next watch has delivered everything that there was. */
  nextSync(): Promise<void>
  run(command: CommandClass, argv: readonly string[], options?: FakeOptions): Promise<FakeRun>
  put(resource: Resource, ...objects: readonly KubeObject[]): Promise<void>
  close(): Promise<void>
}

interface CommandClass {
  readonly aliases: string[]
  new (argv: string[], config: Config): Command
}

export async function openWorld(): Promise<FakeWorld> {
  const home = await mkdtemp(join(tmpdir(), 'gastown-commands-'))
  // oclif's configuration is that of a package; what it says does not matter here.
  await writeFile(
    join(home, 'package.json'),
    JSON.stringify({ name: 'gastown', version: '0.0.0', oclif: { bin: 'gastown' } }),
  )
  const fake = fakeClient()
  await fake.create(crds, { metadata: { name: installationCrd } })
  await fake.create(leases, anOperatorLease())
  fake.writes.length = 0
  const logs = new Map<string, readonly string[]>()
  const execs: ExecRequest[] = []
  const syncs: (() => void)[] = []
  const client: FakeClient = {
    ...fake,
    ...further(logs, execs, () => world.refuse),
    async *watch(resource, scope) {
      for await (const event of fake.watch(resource, scope)) {
        yield event
        if (event.type === 'synced') for (const done of syncs.splice(0)) done()
      }
    },
  }
  const world: FakeWorld = {
    client,
    home,
    logs,
    execs,
    refuse: undefined,
    cluster: true,
    onLocalUp: () => undefined,
    onSettling: () => undefined,
    reopen: undefined,
    drained: [],
    downs: [],
    left: [],
    local: { running: true, dataFolder: '/data', kubeconfig: '/data/kubeconfig', sandboxed: true },
    nextSync: () => new Promise((resolve) => syncs.push(resolve)),
    async put(resource, ...objects) {
      for (const object of objects) await client.create(resource, object)
      client.writes.length = 0
    },
    async run(command, argv, options = {}) {
      const out = { stdout: '', stderr: '' }
      const signal = options.signal ?? new AbortController().signal
      const env = { TERM: 'xterm', PATH: process.env.PATH ?? '', ...options.env }
      const size = options.terminal === undefined ? {} : { isTTY: true, columns: options.terminal, rows: 24 }
      const print = (text: string): void => {
        out.stdout += text
        options.printed?.(out.stdout)
      }
      const streams = {
        stdin: options.typed === undefined ? piped(options.stdin) : typedAt(options.typed),
        stdout: { ...size, write: print },
        stderr: { write: (text: string) => (out.stderr += text) },
      }
      let place: ConnectionFlags = {}
      const around: Runtime = {
        streams,
        env,
        home,
        get cwd() {
          return options.folder ?? home
        },
        platform: options.platform ?? 'linux',
        signal,
        passthroughArgs: options.passthroughArgs,
        now: () => now,
        connect: async ({ reopen }) => {
          world.reopen = reopen
          return client
        },
        clusterConfigured: async () => world.cluster,
        local: {
          up: async () => {
            world.onLocalUp()
            return { ...world.local, started: false, notices: [] }
          },
          down: async (options) => {
            world.downs.push(options)
            return { wasRunning: world.local.running, drained: world.drained }
          },
          status: async () => world.local,
          settled: async ({ onWait }) => {
            if (world.local.changing === true) {
              onWait()
              world.onSettling()
            }
            return world.local
          },
          sight: async () => ({ system: ['/usr'], programs: [], links: {}, hidden: [], leftOut: {} }),
          left: async () => world.left,
          async *log() {
            yield 'a line\n'
          },
        },
        onEnd: () => undefined,
        onConnectionFlags: (told) => (place = told),
      }
      const config = await Config.load(withRuntime({ root: home }, around))
      try {
        const runnable = new command(forOclif([command.aliases[0] ?? 'other', ...argv]).slice(1), config)
        const result = await (runnable as unknown as { _run(): Promise<number> })._run()
        return { code: result, ...out }
      } catch (error) {
        return { code: reportError(error, { stderr: streams.stderr, env, argv, signal, place }), ...out }
      } finally {
        process.exitCode = undefined
      }
    },
    close: () => rm(home, { recursive: true, force: true }),
  }
  return world
}

function piped(text: string | undefined): Readable {
  return Readable.from(text === undefined ? [] : [text])
}

function typedAt(text: string): Readable & { readonly isTTY: true } {
  const stdin = new PassThrough()
  stdin.write(text)
  return Object.assign(stdin, { isTTY: true as const })
}

function further(
  logs: Map<string, readonly string[]>,
  execs: ExecRequest[],
  refusal: () => Error | undefined,
): Partial<Client> {
  const check = () => {
    const error = refusal()
    if (error !== undefined) throw error
  }
  return {
    async *logs(pod, _, request): AsyncGenerator<LogItem> {
      check()
      for (const [i, text] of (logs.get(`${pod}/${request?.container}`) ?? []).entries())
        yield { type: 'line', time: `2026-03-01T11:59:0${i}Z`, text }
    },
    exec: async (_pod, _namespace, request) => {
      check()
      execs.push(request)
      request.stdout.write('ran\n')
      return 3
    },
  }
}
