/**
 * A user's machine in a folder: a home, a state folder, git repositories with a bare remote each, and the built program.
 * Everything in it is ended and removed by close().
 */
import { execFile, spawn, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Polecat } from '../../src/polecat/schema.ts'
import { missing } from './needs.ts'
import { systemPath } from './system-path.ts'
import { waitFor } from './wait-for.ts'

const run = promisify(execFile)
export const launcher = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Repository {
  /** The bare remote. */
  readonly remote: string
  readonly checkout: string
  /** What the remote reports for a ref, by git alone. */
  refs(): Promise<Map<string, string>>
  git(...args: string[]): Promise<string>
}

interface RunOptions {
  readonly cwd?: string
  readonly input?: string
  readonly env?: NodeJS.ProcessEnv
  /** Each piece as it comes. */
  readonly onStderr?: (text: string) => void
}

export interface Story {
  readonly folder: string
  readonly env: NodeJS.ProcessEnv
  readonly sandboxed: boolean
  gastown(args: readonly string[], options?: RunOptions): Promise<Ran>
  /** The polecat as the API server has it. */
  polecat(name: string): Promise<Polecat>
  /** Resolves once the polecat's log has this. Each look is a process, so they are not many. */
  said(name: string, text: string): Promise<void>
  /** A repository with one commit on main. */
  repository(name: string, files?: Readonly<Record<string, string>>): Promise<Repository>
  close(): Promise<void>
}

/** Whether bubblewrap works here; where it does not, stories run unsandboxed. */
export const sandboxWorks = !missing(
  'sandbox',
  spawnSync('bwrap', ['--unshare-user', '--unshare-pid', '--ro-bind', '/', '/', 'true'], { stdio: 'ignore' }).status ===
    0,
)

export async function openStory(extra: NodeJS.ProcessEnv = {}): Promise<Story> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'gastown-story-')))
  const home = join(folder, 'home')
  await mkdir(home)
  await writeFile(
    join(home, '.gitconfig'),
    '[user]\n\tname = Story\n\temail = story@example.com\n[init]\n\tdefaultBranch = main\n',
  )
  const env: NodeJS.ProcessEnv = {
    PATH: systemPath,
    HOME: home,
    GASTOWN_HOME: join(folder, 'state'),
    XDG_CONFIG_HOME: join(home, '.config'),
    GASTOWN_CONTEXT: 'local',
    ...(sandboxWorks ? {} : { GASTOWN_UNSANDBOXED: '1' }),
    ...extra,
  }
  const gastown: Story['gastown'] = (args, options = {}) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [launcher, ...args], {
        cwd: options.cwd ?? folder,
        env: { ...env, ...options.env },
        stdio: ['pipe', 'pipe', 'pipe'],
      })
      let stdout = ''
      let stderr = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        stderr += text
        options.onStderr?.(text)
      })
      child.stdin.on('error', () => undefined).end(options.input ?? '')
      child.on('error', reject)
      child.on('close', (code) => resolve({ code, stdout, stderr }))
    })
  return {
    folder,
    env,
    sandboxed: env['GASTOWN_UNSANDBOXED'] !== '1',
    gastown,
    async polecat(name) {
      const { code, stdout, stderr } = await gastown(['polecat', 'list', name, '-o', 'json'])
      if (code !== 0) throw new Error(`polecat list ${name}: exit ${code}\n${stderr}`)
      return JSON.parse(stdout) as Polecat
    },
    async said(name, text) {
      const look = async () => (await gastown(['logs', name])).stdout.includes(text) || undefined
      await waitFor(`${text} in the log of ${name}`, look, { everyMs: 500 })
    },
    repository: (name, files = { 'README.md': `# ${name}\n` }) => makeRepository(join(folder, name), files, env),
    async close() {
      await gastown(['local', 'down', '--force']).catch(() => undefined)
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function makeRepository(
  checkout: string,
  files: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv,
): Promise<Repository> {
  const folder = dirname(checkout)
  const remote = `${checkout}.git`
  const git = async (cwd: string, ...args: string[]) => (await run('git', args, { cwd, env })).stdout
  await git(folder, 'init', '-q', '--bare', '-b', 'main', remote)
  await git(folder, 'clone', '-q', remote, checkout)
  await git(checkout, 'checkout', '-q', '-B', 'main')
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(checkout, path)), { recursive: true })
    await writeFile(join(checkout, path), text)
  }
  await git(checkout, 'add', '.')
  await git(checkout, 'commit', '-q', '-m', 'Begin')
  await git(checkout, 'push', '-q', 'origin', 'main')
  return {
    remote,
    checkout,
    git: (...args) => git(remote, ...args),
    async refs() {
      const lines = (await git(folder, 'ls-remote', remote)).split('\n').filter((line) => line !== '')
      return new Map(lines.map((line) => line.split('\t') as [string, string]).map(([sha, ref]) => [ref, sha]))
    },
  }
}
