import { closeSync, readdirSync, readFileSync } from 'node:fs'

const closeOnExec = 0o2000000

/**
 * Closes what the program that started us left open: a container would inherit it, past its sandbox's walls. Node opens
 * its own files so that no child gets them.
 */
export function closeInheritedFiles(keep: readonly number[]): void {
  for (const name of readdirSync('/proc/self/fd')) {
    const file = Number(name)
    if (file > 2 && !keep.includes(file) && isInherited(name)) closeSync(file)
  }
}

function isInherited(name: string): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${name}`, 'utf8'))?.[1]
    return flags !== undefined && (Number.parseInt(flags, 8) & closeOnExec) === 0
  } catch {
    // The one that the folder itself was read through.
    return false
  }
}
