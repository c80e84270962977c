import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The values in a Secret's folder; none where there is no such folder. */
export function credentialValues(folder: string): string[] {
  // The kubelet keeps its own links there, all with names that begin with two dots.
  const names = listed(folder).filter((name) => !name.startsWith('..'))
  return names.map((name) => readFileSync(join(folder, name), 'utf8').trim())
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
