/** Keys and tokens for git, checked before they are stored. */
import { basename, dirname, join } from 'node:path'
import { keyProblem } from '../git/access/ssh-key.ts'
import { wrongCredentialKind } from './known-forms.ts'
import { readOneLine } from './one-line.ts'
import { valid, invalid, type Parsed } from './parsed.ts'

/** What a kind of git credential comes to. */
export interface GitImport {
  readonly values: Readonly<Record<string, string>>
  readonly what: string
  readonly facts: readonly string[]
  /** Public half of a new key, with what to do with it. */
  readonly publicHalf?: { readonly line: string; readonly advice: readonly string[] }
  readonly notices: readonly string[]
}

/** A private key as a file that ssh takes. */
export function readSshKey(text: string): Parsed<string> {
  const problem = keyProblem(text)
  if (problem === undefined) return valid(text.endsWith('\n') ? text : `${text}\n`)
  if (readOneLine(text).ok) return invalid(problem.what, 'A token is imported with: --token-from-file FILE')
  return invalid(problem.what, ...(problem.hint === undefined ? [] : [`Fix: ${problem.hint}`]))
}

export function readGitToken(text: string): Parsed<string> {
  const line = readOneLine(text)
  if (!line.ok) return line
  return wrongCredentialKind('git', line.value) ?? line
}

/** ssh's usual names for a person's own keys. */
export function isPersonalKey(path: string, home: string): boolean {
  return dirname(path) === join(home, '.ssh') && basename(path).startsWith('id_')
}

/** A host as known_hosts writes it. */
export function knownHostsName(host: string): string {
  const { name = host, port } = /^(?<name>.*?)(?::(?<port>\d+))?$/.exec(host)?.groups ?? {}
  return port === undefined || port === '22' ? name : `[${name}]:${port}`
}
