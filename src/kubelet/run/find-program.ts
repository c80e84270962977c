import { access, constants, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'

/** The file that a name means on a search path, as execvp finds it; relative entries are never used. */
export async function findProgram(name: string, path: string): Promise<string | undefined> {
  const places = name.includes('/')
    ? [name]
    : path
        .split(':')
        .filter(isAbsolute)
        .map((folder) => join(folder, name))
  for (const place of places) if (await isExecutable(place)) return place
  return undefined
}

async function isExecutable(place: string): Promise<boolean> {
  try {
    await access(place, constants.X_OK)
    return (await stat(place)).isFile()
  } catch {
    // Not there, or not for us: the next one.
    return false
  }
}
