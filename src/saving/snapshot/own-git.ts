/** Git on a repository of ours. What it prints is for us alone: it may quote what the agent wrote. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { configEntry } from '../../git/config-text.ts'
import { gitEnvironment } from '../../git/environment.ts'
import { hookless, ownConfigText } from '../../git/own-config.ts'
import { runGit, type GitResult } from '../../git/run.ts'

export interface OwnGit {
  readonly repository: string
  readonly env: Readonly<Record<string, string>>
  run(args: readonly string[], options?: RunOptions): Promise<GitResult>
  /** What it prints, as bytes; an error where it fails. */
  output(args: readonly string[], options?: RunOptions): Promise<Buffer>
}

interface RunOptions {
  readonly input?: string | Uint8Array
  readonly timeoutMs?: number
  /** More output than this is a failure. */
  readonly maxBytes?: number
}

/** `folder` is for git-save alone: home and configuration. */
export function openOwnGit(repository: string, folder: string, path: string | undefined): OwnGit {
  const home = join(folder, 'home')
  const configFile = join(folder, 'gitconfig')
  mkdirSync(home, { recursive: true })
  writeFileSync(configFile, config)
  const env = gitEnvironment({ home, configFile, path })
  const run = async (
    args: readonly string[],
    { input, timeoutMs = 60_000, maxBytes = 64 * 1024 * 1024 }: RunOptions = {},
  ) =>
    await runGit([...hookless, `--git-dir=${repository}`, ...args], {
      env,
      input,
      timeoutMs,
      maxBytes,
    })
  return {
    repository,
    env,
    run,
    async output(args, options) {
      const { status, stdout, tooLong } = await run(args, options)
      const word = args.find((arg) => !arg.startsWith('-'))
      if (tooLong) throw new Error(`git ${word} printed more than expected`)
      if (status !== 0) throw new Error(`git ${word} ended with status ${status}`)
      return stdout
    },
  }
}

const config = ownConfigText({
  protocols: ['file'],
  safeDirectories: ['*'],
  more: [
    // Caches beside the agent's objects are not for us to believe.
    configEntry('core.commitGraph', 'false'),
    configEntry('core.multiPackIndex', 'false'),
  ],
})
