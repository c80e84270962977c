import { readFileSync } from 'node:fs'
import { files } from '../pod/layout.ts'
import type { AttemptSettings } from '../saving/settings.ts'
import type { ContainerIO } from './io.ts'

/** What this attempt is told. The operator wrote and checked it, so that no schema needs loading here. */
export function readSettings(io: ContainerIO): AttemptSettings {
  return JSON.parse(readFileSync(io.path(files.settings), 'utf8')) as AttemptSettings
}
