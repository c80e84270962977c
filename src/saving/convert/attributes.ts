/**
 * The attributes of a working tree, asked of git itself. Their files lie in a repository of ours that holds nothing else,
 * so that nothing of the agent's is opened by git.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Dirent } from 'node:fs'
import { writeRepository } from '../../git/repository.ts'
import { startCheckProcess, type CheckProcess } from '../scan/check-process.ts'
import type { Folder } from '../scan/folder.ts'
import type { OwnGit } from '../snapshot/own-git.ts'
import { placeOf } from '../scan/rules.ts'
import { readSmall } from '../scan/small-file.ts'
import { modes, type Tracked } from '../scan/tracked.ts'
import { attributeNames, conversionOf, type Conversion } from './conversion.ts'

const fileName = '.gitattributes'
const mostBytes = 100 * 1024
const words = ['check-attr', '--stdin', '-z', ...attributeNames]
/** Fields for each path: path, name and value of each attribute. */
const fieldsAPath = attributeNames.length * 3

interface Refreshing {
  readonly tracked: Tracked
  readonly above: number
}

export class Attributes {
  readonly #git: OwnGit
  readonly #folder: string
  readonly #texts = new Map<string, string>()
  #checkProcess: CheckProcess | undefined
  /** Git took too long to answer; it is not asked again before the next scan. */
  #gaveUp = false
  /** Changes so far, and the last one of each file. */
  #changes = 0
  readonly #since = new Map<string, number>()

  constructor(git: OwnGit, folder: string) {
    this.#git = git
    this.#folder = folder
    rmSync(folder, { recursive: true, force: true })
  }

  /** Loads all attribute files of a commit. */
  async loadCommit(tracked: Tracked): Promise<void> {
    for (const [path, entry] of tracked)
      if (path === fileName || path.endsWith(`/${fileName}`)) this.#put(path, await this.#ofCommit(entry))
  }

  /**
   * Takes over a folder's file; one that is gone counts as the commit has it, as for git until it is added. `above`, and
   * what it tells: the last change of any for what is in the folder.
   */
  async refresh(
    folder: Folder,
    list: readonly Dirent[],
    path: string,
    { tracked, above }: Refreshing,
  ): Promise<number> {
    const place = path === '' ? fileName : `${path}/${fileName}`
    const isThere = list.some(({ name }) => name === fileName)
    const entry = tracked.get(place)
    if (!isThere && entry === undefined && !this.#texts.has(place)) return Math.max(above, this.#since.get(place) ?? 0)
    const text = isThere ? readSmall(folder, fileName, mostBytes) : await this.#ofCommit(entry)
    if (text !== this.#texts.get(place)) {
      await this.#end()
      this.#put(place, text)
      this.#changes += 1
      this.#since.set(place, this.#changes)
    }
    return Math.max(above, this.#since.get(place) ?? 0)
  }

  /** Undefined where nothing is converted. */
  async of(path: string): Promise<Conversion | undefined> {
    if (this.#texts.size === 0 || this.#gaveUp) return undefined
    this.#checkProcess ??= startCheckProcess(this.#folder, this.#git.env, words)
    const fields = await this.#checkProcess.fields([path], fieldsAPath)
    if (fields === undefined) {
      // Patterns can be written that take for ever to match.
      await this.#end()
      this.#gaveUp = true
      return undefined
    }
    return conversionOf(attributeNames.map((_, index) => fields[index * 3 + 2] ?? ''))
  }

  /** A blob of ours, where it is not too big to be text. */
  async blob(sha: string): Promise<Buffer | undefined> {
    const { status, stdout } = await this.#git.run(['cat-file', 'blob', sha])
    return status === 0 ? stdout : undefined
  }

  /** Ends the process that answers; the next question starts another. */
  async stopProcess(): Promise<void> {
    this.#gaveUp = false
    await this.#end()
  }

  async #end(): Promise<void> {
    const checkProcess = this.#checkProcess
    this.#checkProcess = undefined
    await checkProcess?.end()
  }

  async #ofCommit(entry: { readonly mode: string; readonly sha: string } | undefined): Promise<string | undefined> {
    if (entry === undefined || ![modes.file, modes.program].some((mode) => mode === entry.mode)) return undefined
    const { status, stdout } = await this.#git.run(['cat-file', 'blob', entry.sha], { maxBytes: mostBytes })
    return status === 0 ? stdout.toString('latin1') : undefined
  }

  #put(path: string, text: string | undefined): void {
    const parts = path.split('/').slice(0, -1)
    const reserved = ['', '.', '..', fileName]
    if (parts.some((part) => reserved.includes(part) || part.toLowerCase() === '.git')) return
    if (this.#texts.size === 0)
      writeRepository({ gitDir: join(this.#folder, '.git'), bare: false, head: 'refs/heads/none' })
    const place = placeOf(this.#folder, path)
    if (text === undefined) {
      this.#texts.delete(path)
      return rmSync(place, { force: true })
    }
    this.#texts.set(path, text)
    mkdirSync(placeOf(this.#folder, dirname(path)), { recursive: true })
    writeFileSync(place, Buffer.from(distinct(text), 'latin1'))
  }
}

/** git tells `text` and `text=set` alike, and only one of them means something. */
function distinct(text: string): string {
  return text.replaceAll(
    /([ \t](?:text|crlf|eol|ident|working-tree-encoding)=(?:set|unset|unspecified))(?=\s|$)/g,
    '$1-',
  )
}
