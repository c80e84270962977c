import { closeSync, constants, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { environment, readySignal } from '../pod/layout.ts'
import { fitMessage } from './termination.ts'

/** What a container's program has to do with the world; tests give their own. */
export interface ContainerIO {
  /** The folder that stands for `/`. */
  readonly root: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborted by the first SIGTERM. */
  readonly signal: AbortSignal
  /** Where the container really finds a path of `pod/layout.ts`. */
  path(place: string): string
  /** One line of the container's log. */
  log(line: string): void
  /** Replaces the container's termination message; the last one written is the one that is read. */
  writeTermination(result: object): void
}

/** The streams, signals and files of this process. */
export function openContainerIO(program: NodeJS.Process): ContainerIO {
  const root = program.env[environment.root] ?? '/'
  const message = program.env[environment.terminationLog] ?? '/dev/termination-log'
  const controller = new AbortController()
  program.once('SIGTERM', () => controller.abort(new Error('told to end')))
  // A second SIGTERM must not fall back to Node's own way, which is to die at once.
  program.on('SIGTERM', () => {})
  program.on(readySignal, () => {})
  // A reader of the log that goes away must not end a container that still has work to save.
  program.stdout.on('error', () => {})
  return {
    root,
    env: program.env,
    signal: controller.signal,
    path: (place) => join(root, place),
    log: (line) => void program.stdout.write(`${line}\n`),
    writeTermination: (result) => overwrite(message, fitMessage(result)),
  }
}

/**
 * In place, because Kubernetes mounts the file itself, and never empty in between: what was told before stays told on a
 * full disk, and a text of a few hundred bytes needs no more room than the one before it.
 */
function overwrite(path: string, text: string): void {
  const file = openSync(path, constants.O_WRONLY | constants.O_CREAT, 0o666)
  try {
    const bytes = Buffer.from(text)
    const rest = Buffer.alloc(Math.max(0, fstatSync(file).size - bytes.length), ' ')
    writeSync(file, Buffer.concat([bytes, rest]), 0, bytes.length + rest.length, 0)
    ftruncateSync(file, bytes.length)
  } finally {
    closeSync(file)
  }
}
