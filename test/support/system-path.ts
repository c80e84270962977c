import { homedir } from 'node:os'
import { full } from './full.ts'

const isPersonal = (folder: string): boolean =>
  folder === homedir() || folder.startsWith(`${homedir()}/`) || folder.includes('/node_modules/')

/**
 * The PATH without the folders of homes and packages, which each daemon searches for secrets before its first sandbox: a
 * second of a processor. In the long versions it is as it is.
 */
export const systemPath = full
  ? process.env['PATH']
  : process.env['PATH']
      ?.split(':')
      .filter((folder) => !isPersonal(folder))
      .join(':')
