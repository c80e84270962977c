/** Secrets from files and from stdin: never too much, never from a file that everyone reads. */
import { open, readFile } from 'node:fs/promises'
import { addAbortSignal, type Readable } from 'node:stream'
import { invalid } from '../errors.ts'
import { fileProblem } from '../file-problem.ts'

const mostBytes = 64 * 1024

export interface SecretFile {
  readonly path: string
  /** Where the user named it, such as `--from-file`. */
  readonly field: string
  readonly shown: string
}

/** A file that is no secret. */
export async function readPlainFile(path: string, field: string, shown: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw invalid('the file cannot be used', [{ field, message: fileProblem(shown, error) }])
  }
}

export async function readSecretFile({ path, field, shown }: SecretFile): Promise<string> {
  const refuse = (message: string, ...hints: string[]) =>
    invalid('the credential cannot be used', [{ field, message }], hints)
  try {
    const file = await open(path, 'r')
    try {
      const stat = await file.stat()
      if (stat.isDirectory()) throw refuse(`${shown} is a directory, expected a file`)
      if (stat.isFile() && process.platform !== 'win32' && (stat.mode & 0o004) !== 0)
        throw refuse(
          `${shown} may be read by everyone on this machine (mode ${(stat.mode & 0o777).toString(8)})`,
          `Restrict it with: chmod 600 ${shown}`,
          'If others use this machine, create a new credential: they may have read this one.',
        )
      const pieces = file.createReadStream({ autoClose: false, end: mostBytes })
      return textOf(await gather(pieces), (message) => refuse(`${shown} ${message}`))
    } finally {
      await file.close()
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'GastownError') throw error
    throw refuse(fileProblem(shown, error))
  }
}

/** All of a pipe; where nothing comes for a while, `onSilence` is called once. */
export async function readSecretStream(
  stream: NodeJS.ReadableStream,
  { signal, onSilence }: { readonly signal: AbortSignal; onSilence(): void },
): Promise<string> {
  const timer = setTimeout(onSilence, 2000)
  try {
    const bytes = await gather(addAbortSignal(signal, stream as Readable))
    return textOf(bytes, (message) => invalid('the credential cannot be used', [{ field: 'stdin', message }]))
  } finally {
    clearTimeout(timer)
  }
}

async function gather(stream: NodeJS.ReadableStream): Promise<Buffer> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of stream) {
    const bytes = Buffer.from(piece as string)
    pieces.push(bytes)
    size += bytes.length
    if (size > mostBytes) break
  }
  return Buffer.concat(pieces)
}

function textOf(bytes: Buffer, refuse: (message: string) => Error): string {
  if (bytes.length > mostBytes) throw refuse('is larger than any credential: more than 64 KiB')
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw refuse('is not UTF-8 text')
  }
}
