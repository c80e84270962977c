/** A clone made by git-clone, and what git-push does with it. */
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { gitClone } from '../../src/containers/git-clone.ts'
import { files } from '../../src/pod/layout.ts'
import { AttemptFolder, git, until, type Running } from '../support/attempt-folder.ts'

export const branch = 'refs/heads/polecat/fix'
export const rescue = 'refs/gastown/fix-1a2b3c4d/1'

export async function cloned(
  change: (attempt: AttemptFolder) => void = () => {},
): Promise<AttemptFolder & { start: string }> {
  const attempt = new AttemptFolder()
  change(attempt)
  const clone = attempt.run(gitClone)
  expect(await clone.done).toBe(0)
  return Object.assign(attempt, { start: clone.message().start ?? '' })
}

/** What the last answer on the entry's side is. */
export function ack(attempt: AttemptFolder): unknown {
  return existsSync(attempt.path(files.ack)) ? attempt.readJson(files.ack) : undefined
}

export async function answered(push: Running, wanted: object): Promise<void> {
  await until(
    () => {
      try {
        expect(push.message()).toMatchObject(wanted)
        return true
      } catch {
        return false
      }
    },
    `a message like ${JSON.stringify(wanted)}, log: ${push.lines.join(' | ')}`,
  )
}

export function hook(remote: string, name: string, body: string): void {
  writeFileSync(join(remote, 'hooks', name), `#!/bin/sh\n${body}\n`, { mode: 0o755 })
}

/** What the next attempt's checkout has that is not committed, after one that pushed this commit. */
export async function nextAttempt(attempt: AttemptFolder, commit: string): Promise<string> {
  attempt.makeVolumes()
  const { rescuePrefix } = attempt.settings
  const lastPush = { attempt: 1, commit }
  attempt.settings = { ...attempt.settings, attempt: 2, rescuePrefix: rescuePrefix.replace(/1$/, '2'), lastPush }
  expect(await attempt.run(gitClone).done).toBe(0)
  return git(attempt.checkout, 'status', '--porcelain')
}
