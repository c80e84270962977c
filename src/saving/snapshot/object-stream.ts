/** Objects that commits bring along, read one after the other as they come: there may be many, and big ones. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { hookless } from '../../git/own-config.ts'
import type { OwnGit } from './own-git.ts'
import { linesOf } from '../../git/lines-of.ts'

/** An object's name and, for files and folders, a path that leads to it; bytes as latin1. */
export interface ListedObject {
  readonly sha: string
  readonly path: string
}

export interface ObjectFacts extends ListedObject {
  readonly type: string
  readonly size: number
}

/** What is reachable from the commits and not from the known ones; `words` limit it further. */
export async function* listObjects(
  git: OwnGit,
  commits: readonly string[],
  known: readonly string[],
  { words = [], signal }: { readonly words?: readonly string[]; readonly signal?: AbortSignal } = {},
): AsyncGenerator<ListedObject> {
  const input = linesOf([...commits, ...known.map((commit) => `^${commit}`)])
  for await (const line of linesFrom(git, ['rev-list', '--objects', ...words, '--stdin'], { input, signal }))
    yield { sha: line.slice(0, 40), path: line.slice(41) }
}

/** What git prints, line by line, as latin1. A git that nobody reads on from is ended, as by the signal. */
export async function* linesFrom(
  git: OwnGit,
  args: readonly string[],
  { input = '', signal }: { readonly input?: string; readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<string> {
  signal?.throwIfAborted()
  const child = start(git, args)
  const end = (): void => void child.kill('SIGKILL')
  signal?.addEventListener('abort', end, { once: true })
  try {
    child.stdin.end(input)
    let rest = ''
    for await (const piece of child.stdout.setEncoding('latin1')) {
      const lines = (rest + String(piece)).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) yield line
    }
    await ended(child, args[0] ?? '')
  } finally {
    signal?.removeEventListener('abort', end)
    end()
  }
}

/** Reads the contents; `take` gets each in pieces, the last time without one. */
export async function readObjects(
  git: OwnGit,
  objects: AsyncIterable<ListedObject>,
  take: (object: ObjectFacts, piece: Buffer | undefined) => void,
): Promise<void> {
  const child = start(git, ['cat-file', '--batch=%(objectname) %(objecttype) %(objectsize) %(rest)', '--buffer'])
  const asked = ask(child.stdin, objects)
  // Told below, once the reading has ended.
  asked.catch(() => child.kill())
  const frames = new Frames(take)
  for await (const piece of child.stdout) frames.add(piece as Buffer)
  await asked
  await ended(child, 'cat-file')
}

async function ask(stdin: Writable, objects: AsyncIterable<ListedObject>): Promise<void> {
  for await (const { sha, path } of objects)
    // A git that ended early takes no more.
    if (!stdin.write(Buffer.from(`${sha} ${path}\n`, 'latin1')) && !stdin.destroyed) await roomIn(stdin)
  stdin.end()
}

async function roomIn(stdin: Writable): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  for (const event of ['drain', 'close']) stdin.once(event, resolve)
  await promise
  for (const event of ['drain', 'close']) stdin.off(event, resolve)
}

/** Takes git's answers apart: a line for each object, its content, and a line end. */
class Frames {
  readonly #take: (object: ObjectFacts, piece: Buffer | undefined) => void
  #head = ''
  #object: ObjectFacts | undefined
  #left = 0

  constructor(take: (object: ObjectFacts, piece: Buffer | undefined) => void) {
    this.#take = take
  }

  add(piece: Buffer): void {
    let from = 0
    while (from < piece.length) from = this.#object === undefined ? this.#line(piece, from) : this.#content(piece, from)
  }

  #line(piece: Buffer, from: number): number {
    const end = piece.indexOf(0x0a, from)
    this.#head += piece.toString('latin1', from, end < 0 ? piece.length : end)
    if (end < 0) return piece.length
    const [, sha = '', type = '', size = '', path = ''] = /^(\S+) (\S+) (\d+) ([^]*)$/.exec(this.#head) ?? []
    if (sha === '') throw new Error('an object of a commit is missing')
    this.#head = ''
    this.#object = { sha, type, size: Number(size), path }
    // The line end after it too.
    this.#left = this.#object.size + 1
    return end + 1
  }

  #content(piece: Buffer, from: number): number {
    const object = this.#object
    if (object === undefined) return from
    const end = Math.min(piece.length, from + this.#left)
    this.#left -= end - from
    const content = piece.subarray(from, this.#left === 0 ? end - 1 : end)
    if (content.length > 0) this.#take(object, content)
    if (this.#left === 0) {
      this.#take(object, undefined)
      this.#object = undefined
    }
    return end
  }
}

interface Piped extends ChildProcess {
  readonly stdin: Writable
  readonly stdout: Readable
}

function start(git: OwnGit, args: readonly string[]): Piped {
  const words = [...hookless, `--git-dir=${git.repository}`, ...args]
  const child = spawn('git', words, { cwd: '/', env: git.env, stdio: ['pipe', 'pipe', 'ignore'] })
  // Errors are ignored: the end of the process tells as much.
  child.on('error', () => {})
  child.stdin.on('error', () => {})
  return child
}

async function ended(child: ChildProcess, name: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
  if (child.exitCode !== 0) throw new Error(`git ${name} ended with status ${child.exitCode ?? child.signalCode}`)
}
