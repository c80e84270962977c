import { apiVersion } from '../polecat/names.ts'
import { prefixOf } from './rig-names.ts'
import type { Rig } from './schema.ts'
import { validateRig } from './validate.ts'

export interface RigSettings {
  readonly gitURL: string
  readonly prefix?: string
  readonly maxPolecats?: number
  readonly gitBranch?: string
  readonly theme?: string
}

export function newRig(name: string, { gitURL, prefix, maxPolecats, gitBranch, theme }: RigSettings): Rig {
  return validateRig({
    apiVersion,
    kind: 'Rig',
    metadata: { name },
    spec: {
      gitURL,
      beadsPrefix: prefix ?? prefixOf(name),
      settings: { maxPolecats, namepoolTheme: theme },
      ...(gitBranch === undefined ? {} : { defaults: { kubernetes: { gitBranch } } }),
    },
  })
}
