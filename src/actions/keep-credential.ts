import type { Context } from '../context.ts'
import { invalid, type Problem } from '../errors.ts'
import type { V1Secret } from '../kube/wire.ts'
import { objectsText } from '../output/objects.ts'
import { masked, secretOf, type Entry } from '../secrets/credential-secret.ts'
import { store } from '../secrets/store.ts'

export interface KeepFlags {
  readonly name?: string
  readonly namespace?: string
  readonly 'dry-run': boolean
  readonly output?: 'json' | 'yaml' | 'name'
}

export interface Kept {
  readonly entry: Entry
  /** What was stored, such as `API key from ANTHROPIC_API_KEY`. */
  readonly what: string
  /** Fingerprint, expiry and the like. */
  readonly facts: readonly string[]
}

/** Stores the entry, or in a dry run only shows it; no value is ever printed. Gives the Secret. */
export async function keepCredential(context: Context, kept: Kept, flags: KeepFlags): Promise<V1Secret> {
  const { entry } = kept
  const dry = flags['dry-run']
  const secret = dry ? secretOf(entry) : await store(await context.client(), entry, { signal: context.signal })
  if (flags.output !== undefined) context.print(await objectsText([masked(secret)], flags.output))
  else context.print(sentence(kept, dry))
  return secret
}

function sentence({ entry, what, facts }: Kept, dry: boolean): string {
  const keys = Object.keys(entry.values).filter((key) => key !== 'known_hosts')
  const done = dry ? 'would be stored (dry run)' : 'stored'
  const place = `under ${keys.join(', ')} in namespace ${entry.namespace}`
  return `${entry.name}: ${[`${what} ${done} ${place}`, ...facts].join('; ')}\n`
}

export function secretNamespace({ workers }: Pick<Context, 'workers'>, flags: { readonly namespace?: string }): string {
  return flags.namespace ?? workers
}

/** What the server would refuse, told before anything is asked or sent. */
export function checkNames(name: string, key: string | undefined): void {
  const problems: Problem[] = []
  if (name.length > 253 || !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(name))
    problems.push({
      field: '--name',
      message: `expected a name of small letters, digits, - and ., found "${name}"`,
    })
  if (key !== undefined && !/^[-._a-zA-Z0-9]{1,253}$/.test(key))
    problems.push({ field: '--key', message: `expected letters, digits, -, _ and ., found "${key}"` })
  if (problems.length > 0) throw invalid('the Secret cannot be made', problems)
}
