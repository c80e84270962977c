/** What a script is run by, and what a small one runs in its place: absolute paths, as they are written. */
import { open } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'

/** Wrappers are small. */
const looked = 4096

export async function scriptTargets(file: string): Promise<string[]> {
  const text = await beginning(file)
  const interpreter = /^#![ \t]*(\/\S+)/.exec(text)?.[1]
  if (interpreter === undefined) return []
  const folder = dirname(file)
  const run = [
    // npm, pnpm and yarn make these where they make no links.
    ...[...text.matchAll(/"\$basedir\/([^"$`\\]+)"/g)].map((match) => join(folder, match[1] ?? '')),
    ...[...text.matchAll(/\bexec\s+"?(\/[^\s"'$`\\;&|]+)/g)].map((match) => match[1] ?? ''),
  ]
  return [...new Set([interpreter, ...run])].filter(isAbsolute)
}

async function beginning(file: string): Promise<string> {
  const handle = await open(file, 'r').catch(() => undefined)
  if (handle === undefined) return ''
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(looked), 0, looked, 0)
    return buffer.toString('latin1', 0, bytesRead)
  } catch {
    // A folder, or not ours to read: then nobody can run it either.
    return ''
  } finally {
    await handle.close()
  }
}
