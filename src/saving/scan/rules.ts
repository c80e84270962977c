/**
 * Ignore rules, asked of git itself. They lie in a repository of ours that holds nothing else, so that nothing of the
 * agent's is opened by git.
 */
import { mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { codeOf } from '../../errors.ts'
import { writeRepository } from '../../git/repository.ts'
import { startCheckProcess, type CheckProcess } from './check-process.ts'
import type { OwnGit } from '../snapshot/own-git.ts'

export interface Candidate {
  /** Bytes as latin1. */
  readonly path: string
  readonly isFolder: boolean
  /** No rule hides it, but its bytes cannot be converted. */
  readonly isRaw?: boolean
}

export interface IgnoreRules {
  /** Which of them are hidden, in their order. */
  hidden(candidates: readonly Candidate[]): Promise<boolean[]>
  /** Ends the process that answers; the next question starts another. */
  stopProcess(): Promise<void>
}

export const ruleFile = '.gitignore'

const words = ['check-ignore', '--no-index', '--stdin', '-z', '-v', '-n']
/** Source, line, pattern, path. */
const fieldsAPath = 4

function isHiding(pattern: string): boolean {
  return pattern !== '' && !pattern.startsWith('!')
}

export class Rules implements IgnoreRules {
  readonly #git: OwnGit
  readonly #folder: string
  readonly #made = new Set<string>()
  #checkProcess: CheckProcess | undefined
  /** Git took too long to answer; it is not asked again before the next scan. */
  #gaveUp = false

  constructor(git: OwnGit, folder: string) {
    this.#git = git
    this.#folder = folder
    rmSync(folder, { recursive: true, force: true })
    writeRepository({ gitDir: join(folder, '.git'), bare: false, head: 'refs/heads/none' })
  }

  /** Puts a rule file where it stood; without a text it goes. Paths that mean something here are not taken. */
  put(path: string, text: Uint8Array | undefined): void {
    const parts = path.split('/')
    const reserved = ['', '.', '..', ruleFile]
    if (parts.slice(0, -1).some((part) => reserved.includes(part) || part.toLowerCase() === '.git')) return
    this.#write(path, text)
  }

  /** What stands in .git/info/exclude. */
  putExclude(text: Uint8Array | undefined): void {
    this.#write('.git/info/exclude', text)
  }

  #write(path: string, text: Uint8Array | undefined): void {
    const place = placeOf(this.#folder, path)
    if (text === undefined) return rmSync(place, { force: true })
    mkdirSync(placeOf(this.#folder, dirname(path)), { recursive: true })
    writeFileSync(place, text)
  }

  async hidden(candidates: readonly Candidate[]): Promise<boolean[]> {
    if (this.#gaveUp) return candidates.map(() => false)
    // A rule for folders holds only where git finds a folder.
    for (const { path, isFolder } of candidates) if (isFolder) this.#make(path)
    this.#checkProcess ??= startCheckProcess(this.#folder, this.#git.env, words)
    const paths = candidates.map(({ path }) => path)
    const fields = await this.#checkProcess.fields(paths, fieldsAPath)
    if (fields !== undefined) return paths.map((_, index) => isHiding(fields[index * fieldsAPath + 2] ?? ''))
    await this.stopProcess()
    // Rather saved than lost.
    this.#gaveUp = true
    return candidates.map(() => false)
  }

  async stopProcess(): Promise<void> {
    const checkProcess = this.#checkProcess
    this.#checkProcess = undefined
    this.#gaveUp = false
    await checkProcess?.end()
    for (const path of [...this.#made].toReversed()) {
      try {
        rmdirSync(placeOf(this.#folder, path))
      } catch (error) {
        if (!isNotEmpty(error)) throw error
      }
    }
    this.#made.clear()
  }

  #make(path: string): void {
    const parts = path.split('/')
    // A folder of this name would stand where git looks for rules.
    if (parts.includes(ruleFile)) return
    for (let count = 1; count <= parts.length; count += 1) {
      const part = parts.slice(0, count).join('/')
      if (this.#made.has(part)) continue
      try {
        mkdirSync(placeOf(this.#folder, part))
        this.#made.add(part)
      } catch (error) {
        if (!isThere(error)) return
      }
    }
  }
}

/** A place by a path of bytes, as latin1. */
export function placeOf(folder: string, path: string): Buffer {
  return Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(path, 'latin1')])
}

function isThere(error: unknown): boolean {
  return codeOf(error) === 'EEXIST'
}

function isNotEmpty(error: unknown): boolean {
  return codeOf(error) === 'ENOTEMPTY'
}
