import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The folder of the checkout that this one is in, without asking git; undefined where it is in none. */
export function checkoutFolder(folder: string): string | undefined {
  if (existsSync(join(folder, '.git'))) return folder
  const parent = dirname(folder)
  return parent === folder ? undefined : checkoutFolder(parent)
}
