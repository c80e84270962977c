/**
 * What folders take on disk. Their files are as many as an agent likes, and as deep, and may change meanwhile: so another
 * program counts them, one at a time, after everybody else and for so long only.
 */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Host } from '../host.ts'

export interface Counted {
  /** By folder. */
  readonly bytes: ReadonlyMap<string, number>
  readonly tookMs: number
}

/** Undefined where they could not be counted. */
export type CountFolders = (folders: readonly string[]) => Promise<Counted | undefined>

const longestMs = 300_000
/** Virtual memory, in KiB: du remembers files with several links. */
const memoryKiB = 512 * 1024

/** Undefined where the machine has no du. */
export async function openFolderCount(host: Host, signal: AbortSignal): Promise<CountFolders | undefined> {
  const du = await host.tool('du')
  if (du === undefined) return undefined
  const nice = await host.tool('nice')
  const command = [...(nice === undefined ? [] : [nice, '-n', '19']), ...readingAll(host), du, '-x', '-k', '-s', '--']
  let last: Promise<unknown> = Promise.resolve()
  return (folders) => {
    const counting = last.then(() => count(command, folders, signal))
    last = counting
    return counting
  }
}

/** An agent can close folders to its own user; in a user namespace that may be entered all the same. */
function readingAll({ sandbox }: Host): readonly string[] {
  if (!sandbox.ok || process.getuid?.() === 0) return []
  const root = ['--unshare-user', '--uid', '0', '--gid', '0', '--cap-drop', 'ALL', '--cap-add', 'CAP_DAC_READ_SEARCH']
  return [sandbox.program, ...root, '--bind', '/', '/', '--die-with-parent', '--']
}

async function count(
  command: readonly string[],
  folders: readonly string[],
  signal: AbortSignal,
): Promise<Counted | undefined> {
  const began = Date.now()
  const text = await run([...command, ...folders], signal)
  const lines = [...text.matchAll(/^(\d+)\t(.*)$/gm)]
  const bytes = new Map(lines.map(([, kibibytes, folder = '']) => [folder, Number(kibibytes) * 1024]))
  return folders.every((folder) => bytes.has(folder)) ? { bytes, tookMs: Date.now() - began } : undefined
}

/** What it printed, also where something was gone before it could be counted. */
async function run(command: readonly string[], signal: AbortSignal): Promise<string> {
  // What vanishes meanwhile is told by a line each, as many as an agent likes.
  const words = ['-c', `ulimit -v ${memoryKiB}; exec "$@" 2>/dev/null`, 'sh', ...command]
  const options = { cwd: '/', env: {}, signal, timeout: longestMs, killSignal: 'SIGKILL' } as const
  try {
    return (await promisify(execFile)('/bin/sh', words, options)).stdout
  } catch (error) {
    return (error as { stdout?: string }).stdout ?? ''
  }
}
