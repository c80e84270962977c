import type { OwnGit } from '../snapshot/own-git.ts'
import type { Secret } from './secret.ts'

/** Whether a file of the base branch holds the value as it is: a host or user name, say, and nothing that a push reveals. */
export async function isShownBy(git: OwnGit, base: string, { value }: Secret): Promise<boolean> {
  // Each line would count by itself.
  if (/[\n\r\0]/.test(value)) return false
  const { status } = await git.run(['grep', '--quiet', '--fixed-strings', '--text', '-f', '-', base], {
    input: `${value}\n`,
    timeoutMs: 20_000,
  })
  return status === 0
}
