import { GastownError, type Problem } from '../errors.ts'
import { withoutCredentials } from '../git/without-credentials.ts'
import { nearName } from '../text/near-name.ts'
import { rigNameOf } from '../rig/rig-names.ts'
import type { Rig } from '../rig/schema.ts'
import type { Checkout } from './checkout.ts'

/** A rig that `--rig` names, and that is not there. */
export function rigMissing(name: string, existing: readonly Rig[]): GastownError {
  const near = nearName(
    name,
    existing.map((rig) => rig.metadata.name ?? ''),
  )
  const problem: Problem = {
    field: '--rig',
    message: `rig "${name}" not found${near === undefined ? '' : `; did you mean ${near}?`}`,
  }
  return new GastownError('not-found', 'rig not found', { problems: [problem], hints: rigHints(existing) })
}

/** What rigs there are, and how another is made. */
export function rigHints(existing: readonly Rig[], checkout?: Checkout): string[] {
  const names = existing.slice(0, 8).map((rig) => rig.metadata.name)
  const url = checkout === undefined ? 'URL' : withoutCredentials(checkout.remote)
  return [
    names.length > 0
      ? `Rigs: ${names.join(', ')}${existing.length > 8 ? ` and ${existing.length - 8} more` : ''}`
      : 'No rigs exist yet.',
    `Create one with: gastown rig create ${checkout === undefined ? 'NAME' : rigNameOf(url)} --git-url ${url}`,
  ]
}
