import { stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** The smallest folder in which a program is whole: its package, virtual environment or prefix; else the file alone. */
export async function programRoot(file: string, home: string): Promise<string> {
  const modules = file.indexOf('/node_modules/')
  if (modules >= 0) return file.slice(0, modules + '/node_modules'.length)
  const folder = dirname(file)
  for (let at = folder, up = 0; up < 4 && at !== '/' && at !== home; at = dirname(at), up++)
    if ((await isFile(join(at, 'pyvenv.cfg'))) || (await isFile(join(at, 'package.json')))) return at
  const prefix = dirname(folder)
  const isPrefix = ['bin', 'sbin', 'libexec'].includes(basename(folder))
  // ~/.local and its like hold more than programs.
  return isPrefix && prefix !== '/' && prefix !== home && dirname(prefix) !== home ? prefix : file
}

async function isFile(place: string): Promise<boolean> {
  return await stat(place).then(
    (found) => found.isFile(),
    () => false,
  )
}
