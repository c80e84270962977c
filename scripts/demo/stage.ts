import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Gastown, gastownIn } from './gastown.ts'
import { type Git, gitWith } from './git.ts'
import { type GitServer, serveGit } from './git-server.ts'
import { makeRepository } from './repository.ts'

/** Everything that the demo stands on: a folder with a home, a state folder, a git server and local mode of its own. */
export interface Stage {
  readonly gastown: Gastown
  readonly git: Git
  readonly env: Readonly<Record<string, string>>
  readonly url: string
  readonly scratch: string
  readonly base: string
  close(): Promise<void>
}

export async function setStage(signal: AbortSignal): Promise<Stage> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'gastown-demo-')))
  const home = join(folder, 'home')
  const env = {
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    GASTOWN_HOME: join(folder, 'state'),
    GASTOWN_CONTEXT: 'local',
  }
  const whole = { ...without(process.env, 'KUBECONFIG', 'XDG_STATE_HOME', 'XDG_RUNTIME_DIR'), ...env }
  const gastown = gastownIn(folder, whole)
  let server: GitServer | undefined
  const close = async () => {
    await gastown.run(['local', 'down', '--force'], AbortSignal.timeout(20_000)).catch(() => undefined)
    await server?.close()
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    await mkdir(home)
    await writeFile(join(home, '.gitconfig'), '[user]\n\tname = Demo\n\temail = demo@gastown.invalid\n')
    const git = gitWith(whole, signal)
    const served = join(folder, 'served')
    const scratch = join(folder, 'scratch')
    const base = await makeRepository(git, served, 'hello', scratch)
    server = await serveGit(served)
    return { gastown, git, env, url: `${server.url}/hello.git`, scratch, base, close }
  } catch (error) {
    await close()
    throw error
  }
}

function without(env: NodeJS.ProcessEnv, ...names: string[]): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.includes(name) && !name.startsWith('GIT_')))
}
