import { writeFileSync } from 'node:fs'
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
    // In place, because Kubernetes mounts the file itself.
    writeTermination: (result) => writeFileSync(message, fitMessage(result)),
  }
}
