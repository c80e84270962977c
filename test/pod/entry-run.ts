import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { removeFolder } from '../../src/kubelet/volumes/remove-folder.ts'

const entry = resolve(import.meta.dirname, '../../src/pod/entry.sh')

/** Those of the usual images, as far as this machine has them. */
export const shells = [['dash'], ['bash', '--posix'], ['busybox', 'ash']].filter(([program = '']) => {
  const found = spawnSync(program, ['--help'], { stdio: 'ignore' }).error === undefined
  return found || program === 'bash'
})

export interface EntryOptions {
  readonly shell: readonly string[]
  readonly prompt?: string | Buffer
  /** Files of the agent's own, by their path below its home folder. */
  readonly homeFiles?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** What git-save and git-push would do with a nonce; by default they answer at once. */
  readonly answer?: (pod: EntryRun, nonce: string) => void
}

/** The entry in a folder that stands for the pod, with a git-save and git-push of a few lines. */
export class EntryRun {
  readonly root = mkdtempSync(join(tmpdir(), 'gastown-entry-'))
  readonly #child: ChildProcess
  readonly #done: Promise<number>
  readonly #others: NodeJS.Timeout
  readonly nonces: string[] = []
  stdout = ''
  stderr = ''
  #copied = 0

  constructor(argv: readonly string[], { shell, prompt = 'the task', homeFiles, env = {}, answer }: EntryOptions) {
    for (const folder of [
      'home/agent',
      'workspace/repo',
      'output',
      'control/transcript',
      'ack',
      'prompt',
      'times',
      'tmp',
    ])
      mkdirSync(join(this.root, folder), { recursive: true })
    writeFileSync(join(this.root, 'prompt/prompt'), prompt)
    if (homeFiles) this.#mountHomeFiles(homeFiles)
    const [program = 'sh', ...options] = shell
    this.#child = spawn(program, [...options, entry, ...argv], {
      env: { PATH: process.env['PATH'], GASTOWN_ROOT: this.root, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child.stdout?.setEncoding('latin1').on('data', (text: string) => (this.stdout += text))
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text))
    this.#done = new Promise((settle, reject) => {
      this.#child.once('error', reject)
      this.#child.once('close', (code) => settle(code ?? -1))
    })
    this.#others = setInterval(() => this.#playOthers(answer ?? ((pod, nonce) => pod.acknowledge(nonce))), 20)
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null
  }

  path(place: string): string {
    return join(this.root, place)
  }

  read(place: string): string {
    const facts = statSync(this.path(place), { throwIfNoEntry: false })
    return facts?.isFile() === true ? readFileSync(this.path(place), 'latin1') : ''
  }

  write(place: string, text: string): void {
    writeFileSync(this.path(place), text)
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name)
  }

  /** git-push answers, and git-save says that the transcript is whole. */
  acknowledge(nonce: string): void {
    this.write('control/transcript-done', `${nonce}\n`)
    this.write('ack/ack.json', JSON.stringify({ nonce, state: 'saved', final: true }))
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.#child.exitCode !== null && !condition()) throw new Error(`it ended first; stderr: ${this.stderr}`)
      await new Promise((tick) => setTimeout(tick, 10))
    }
  }

  async exit(): Promise<number> {
    return await this.#done
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL')
    clearInterval(this.#others)
    await this.#done
    await removeFolder(this.root)
  }

  /** As a kubelet mounts a ConfigMap: what is on top are links. */
  #mountHomeFiles(texts: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(texts)) {
      const place = this.path(`prompt/..data/home/${path}`)
      mkdirSync(dirname(place), { recursive: true })
      writeFileSync(place, text)
    }
    symlinkSync('..data/home', this.path('prompt/home'))
  }

  #playOthers(answer: (pod: EntryRun, nonce: string) => void): void {
    const raw = this.read('output/raw')
    if (raw.length > this.#copied) appendFileSync(this.path('control/transcript/1'), raw.slice(this.#copied), 'latin1')
    this.#copied = raw.length
    const ended = this.read('output/ended')
    if (!ended.endsWith('\n')) return
    const { nonce } = JSON.parse(ended) as { nonce: string }
    if (this.nonces.at(-1) === nonce) return
    this.nonces.push(nonce)
    answer(this, nonce)
  }
}
