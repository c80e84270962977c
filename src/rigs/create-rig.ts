import { resolve } from 'node:path'
import type { Context } from '../context.ts'
import { GastownError, invalid, type Problem } from '../errors.ts'
import { rigs } from '../kube/resources.ts'
import { FlagReader } from '../command-line/flag-values.ts'
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

export interface CreatedRig {
  readonly rig: Rig
  /** Whether the rig was there, as the flags want it. */
  readonly isUnchanged: boolean
}

/** Makes the rig, or tells everything that is wrong with it. */
export async function createRig(context: Context, name: string, flags: RigFlags): Promise<CreatedRig> {
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
  if (rig === undefined || problems.length > 0) throw invalid('cannot create the rig', problems)
  const [client, { signal }] = [await context.client(), context]
  try {
    return { rig: await client.create(rigs, rig, { signal }), isUnchanged: false }
  } catch (error) {
    if (!(error instanceof GastownError) || error.kind !== 'conflict') throw error
    const existing = await client.get(rigs, name, undefined, { signal })
    const problems = differences({ ...flags, 'git-url': gitURL }, existing)
    if (problems.length === 0) return { rig: existing, isUnchanged: true }
    throw new GastownError('conflict', `a different rig ${name} already exists`, {
      cause: error,
      problems,
      hints: [
        `See it with: gastown rig status ${name}`,
        `Change it with: kubectl edit rig ${name}`,
        'Or choose another name.',
      ],
    })
  }
}

/** What the flags do not name may be as it is. */
function differences(flags: RigFlags, { spec }: Rig): Problem[] {
  const { gitURL, beadsPrefix, settings, defaults } = spec
  const rows: [flag: keyof RigFlags, is: string | undefined][] = [
    ['git-url', gitURL],
    ['prefix', beadsPrefix],
    ['max-polecats', String(settings.maxPolecats)],
    ['base', defaults?.kubernetes?.gitBranch],
    ['theme', settings.namepoolTheme],
  ]
  return rows.flatMap(([flag, is]) => {
    const wanted = flags[flag]
    if (wanted === undefined || wanted === is) return []
    return { field: `--${flag}`, message: `the rig has ${is ?? 'none'}, not ${wanted}` }
  })
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
