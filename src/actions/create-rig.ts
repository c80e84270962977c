import { resolve } from 'node:path'
import type { Context } from '../context.ts'
import { GastownError, invalid } from '../errors.ts'
import { rigs } from '../kube/resources.ts'
import { FlagReader } from '../polecat/flag-values.ts'
import { repositoryProblem } from '../polecat/repository-url.ts'
import { themes } from '../polecat/themes.ts'
import { newRig } from '../rig/new-rig.ts'
import type { Rig } from '../rig/schema.ts'

export interface RigFlags {
  readonly 'git-url': string
  readonly prefix?: string
  readonly 'max-polecats'?: string
  readonly base?: string
  readonly theme?: string
}

/** Makes the rig, or tells everything that is wrong with it. */
export async function createRig(context: Context, name: string, flags: RigFlags): Promise<Rig> {
  const read = new FlagReader()
  const gitURL = normalised(flags['git-url'])
  const maxPolecats = read.number('--max-polecats', flags['max-polecats'])
  const theme = read.choice('--theme', flags.theme, Object.keys(themes))
  const wrongURL = repositoryProblem(gitURL, { local: await context.isLocal() })
  const problems = [...read.problems]
  if (wrongURL !== undefined) problems.push({ field: '--git-url', message: `the URL ${wrongURL}` })
  const rig = check(problems, () =>
    newRig(name, { gitURL, prefix: flags.prefix, maxPolecats, gitBranch: flags.base, theme }),
  )
  if (rig === undefined || problems.length > 0) throw invalid('the rig cannot be made', problems)
  try {
    return await (await context.client()).create(rigs, rig, { signal: context.signal })
  } catch (error) {
    if (!(error instanceof GastownError) || error.kind !== 'conflict') throw error
    throw new GastownError('conflict', `there is a rig ${name} already`, {
      cause: error,
      hints: [`See it with: gastown rig status ${name}`],
    })
  }
}

/** A path is stored as others would write it, so that the same repository is known for the same. */
function normalised(url: string): string {
  return url.startsWith('/') ? resolve(url) : url
}

const flagOf: Readonly<Record<string, string>> = {
  'metadata.name': 'NAME',
  'spec.beadsPrefix': '--prefix',
  'spec.gitURL': '--git-url',
  'spec.settings.maxPolecats': '--max-polecats',
  'spec.defaults.kubernetes.gitBranch': '--base',
}

function check(problems: { field: string; message: string }[], make: () => Rig): Rig | undefined {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof GastownError)) throw error
    for (const { field, message } of error.problems) {
      const named = flagOf[field] ?? field
      if (!problems.some((known) => known.field === named)) problems.push({ field: named, message })
    }
    return undefined
  }
}
