/** One attempt's folders on this disk, the remote it works on, and its containers run in this process. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fitMessage } from '../../src/containers/termination.ts'
import type { ContainerIO } from '../../src/containers/io.ts'
import type { CloneResult, PushResult } from '../../src/outcome/results.ts'
import { files, mounts } from '../../src/pod/layout.ts'
import type { Handover } from '../../src/saving/handover.ts'
import type { AttemptSettings } from '../../src/saving/settings.ts'

/** Plain git, knowing nothing of our code: a fixed identity and no configuration of the machine's. */
export function git(folder: string, ...args: string[]): string {
  return gitWith(folder, args)
}

export function gitWith(
  folder: string,
  args: readonly string[],
  { input, index, config }: { input?: string; index?: string; config?: string } = {},
): string {
  const env = {
    ...(index !== undefined && { GIT_INDEX_FILE: index }),
    ...(config !== undefined && { GIT_CONFIG_GLOBAL: config }),
    PATH: process.env.PATH,
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Test',
    GIT_AUTHOR_EMAIL: 'test@example.com',
    GIT_COMMITTER_NAME: 'Test',
    GIT_COMMITTER_EMAIL: 'test@example.com',
    GIT_CONFIG_COUNT: '1',
    GIT_CONFIG_KEY_0: 'init.defaultBranch',
    GIT_CONFIG_VALUE_0: 'main',
  }
  return execFileSync('git', [...args], { cwd: folder, env, encoding: 'utf8', input, stdio: 'pipe' }).trim()
}

/** By path: a file's text, the commit of a submodule, or null for what goes. */
export type Content = Record<string, string | { readonly commit: string } | null>

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`

/** Makes a commit of these files upon another, in one process: plumbing would take two for each file. */
export function importCommit(
  gitDir: string,
  content: Content,
  { onto = null, ref, message = 'work' }: { onto?: string | null; ref?: string; message?: string } = {},
): string {
  const entries = Object.entries(content).map(([path, one]) => {
    if (one === null) return `D ${path}\n`
    return typeof one === 'string' ? `M 100644 inline ${path}\n${data(one)}` : `M 160000 ${one.commit} ${path}\n`
  })
  const input = [
    `commit ${ref ?? 'refs/none'}\nmark :1\ncommitter Test <test@example.com> now\n${data(`${message}\n`)}`,
    onto === null ? '' : `from ${onto}\n`,
    ...entries,
    'get-mark :1\n',
    ref === undefined ? `reset refs/none\nfrom ${'0'.repeat(40)}\n\n` : '',
  ]
  return gitWith(gitDir, ['fast-import', '--quiet', '--force', '--date-format=now'], { input: input.join('') })
}

export interface Running {
  readonly lines: string[]
  /** The termination message as it stands. */
  message(): CloneResult & PushResult
  /** As the kubelet's SIGTERM. */
  end(): Promise<number>
  readonly done: Promise<number>
}

export class AttemptFolder implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'gastown-attempt-'))
  /** A bare repository with the branch main of one commit. */
  readonly remote = join(this.folder, 'remote.git')
  readonly root = join(this.folder, 'root')
  settings: AttemptSettings = {
    polecat: 'fix',
    uid: '1a2b3c4d-0000-4000-8000-000000000000',
    attempt: 1,
    repository: this.remote,
    baseBranch: 'main',
    workBranch: 'polecat/fix',
    workBranchExplicit: false,
    submodules: false,
    lfs: false,
    author: { name: 'Polecat', email: 'polecat@example.com' },
    checkpointSeconds: 60,
    checkpointTo: 'ref',
    rescuePrefix: 'refs/gastown/fix-1a2b3c4d/1',
    uncommitted: 'commit',
    ciChanges: 'hold',
    deadlineSeconds: 600,
    agent: 'custom',
    machineGit: false,
    localRepository: true,
    waitForRecording: false,
    volumeBytes: {},
  }
  private seq = 0
  private readonly running = new Set<Running>()

  constructor() {
    git(this.folder, 'init', '-q', '--bare', this.remote)
    importCommit(this.remote, { 'README.md': 'hello\n' }, { ref: 'refs/heads/main' })
    this.makeVolumes()
  }

  /** Empty volumes, as a new pod has them. */
  makeVolumes(): void {
    rmSync(this.root, { recursive: true, force: true })
    for (const mount of Object.values(mounts)) mkdirSync(join(this.root, mount), { recursive: true })
  }

  path(place: string): string {
    return join(this.root, place)
  }

  get checkout(): string {
    return this.path(files.checkout)
  }

  /** What the agent does, in its checkout. */
  agent(script: string): void {
    const identity = ['AUTHOR', 'COMMITTER'].flatMap((who) => [
      [`GIT_${who}_NAME`, 'Agent'],
      [`GIT_${who}_EMAIL`, 'agent@example.com'],
    ])
    const env = { PATH: process.env['PATH'], HOME: this.folder, ...Object.fromEntries(identity) }
    execFileSync('sh', ['-euc', script], { cwd: this.checkout, stdio: 'pipe', env })
  }

  secret(name: string, text: string, mode = 0o600): void {
    writeFileSync(join(this.root, mounts['git-credential'], name), text, { mode })
  }

  /** As somebody else who pushes: a commit with these files upon the branch, or as its first. */
  commitOnRemote(branch: string, content: Record<string, string>, onto = `refs/heads/${branch}`): string {
    const isCommit = /^[0-9a-f]{40}$/.test(onto)
    const parent = isCommit ? onto : git(this.remote, 'for-each-ref', '--format=%(objectname)', onto)
    return importCommit(this.remote, content, { ref: `refs/heads/${branch}`, onto: parent || null })
  }

  /** As git-save: a commit in the handoff repository. `onto` is a commit, or null for none. */
  commit(content: Record<string, string | null>, onto: string | null): string {
    return importCommit(this.path(files.handoffRepository), content, { onto })
  }

  /** As git-save hands over. */
  handOver(handover: Partial<Handover> & { tip: string }): number {
    this.seq += 1
    const whole = { seq: this.seq, final: false, tipForBranch: true, others: [], leftOut: [], notes: [], ...handover }
    const file = this.path(files.handover)
    writeFileSync(`${file}.tmp`, JSON.stringify(whole))
    renameSync(`${file}.tmp`, file)
    return this.seq
  }

  /** Runs one of the container programs. */
  run(program: (io: ContainerIO) => Promise<number>, env: Record<string, string> = {}): Running {
    writeFileSync(this.path(files.settings), JSON.stringify(this.settings))
    const controller = new AbortController()
    const lines: string[] = []
    let message = ''
    const io: ContainerIO = {
      root: this.root,
      env: { PATH: process.env.PATH, ...env },
      signal: controller.signal,
      path: (place) => this.path(place),
      log: (line) => void lines.push(line),
      writeTermination: (result) => {
        message = fitMessage(result)
      },
    }
    const done = program(io)
    const running: Running = {
      lines,
      message: () => JSON.parse(message) as CloneResult & PushResult,
      end: () => {
        controller.abort()
        return done
      },
      done,
    }
    this.running.add(running)
    return running
  }

  /** What the remote has, as plain git lists it. */
  remoteRefs(): Record<string, string> {
    const lines = git(this.folder, 'ls-remote', this.remote).split('\n')
    return Object.fromEntries(lines.map((line) => line.split('\t').toReversed()).filter(([ref]) => ref !== 'HEAD'))
  }

  readJson(place: string): unknown {
    return JSON.parse(readFileSync(this.path(place), 'utf8'))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const one of this.running) await one.end()
    for (let tries = 1; ; tries += 1) {
      try {
        return rmSync(this.folder, { recursive: true, force: true })
      } catch (error) {
        if (tries === 50) throw error
        // Attacks close folders to everybody but root, and a process of theirs may move things about yet.
        spawnSync('chmod', ['-R', 'u+rwX', this.folder], { stdio: 'ignore' })
        if (tries > 1) await sleep(100)
      }
    }
  }
}

/** Waits until the condition holds; fails the test when it does not in time. */
export async function until(condition: () => boolean, what = 'a condition', withinMs = 100_000): Promise<void> {
  const end = Date.now() + withinMs
  for (;;) {
    const began = Date.now()
    if (condition()) return
    if (began > end) throw new Error(`waited in vain for ${what}`)
    // A look at a remote is a process, which what is waited for has to share the machine with.
    await sleep(10 + 2 * (Date.now() - began))
  }
}
