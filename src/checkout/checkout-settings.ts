import { environmentNames } from '../environment-variables.ts'
import { userGit, type CheckoutContext } from './checkout.ts'
import { checkoutFolder } from './checkout-folder.ts'

/** Settings that decide whether and how a remote is reached. */
const settings = '^(core\\.(sshcommand|askpass|gitproxy)|credential\\.|http\\.|url\\.|ssh\\.|protocol\\.)'

export interface Setting {
  readonly name: string
  readonly value: string
}

/**
 * What of it the user's git has in this checkout and nowhere else: its own configuration, and what the global one
 * includes for its place. Values may be secret.
 */
export async function checkoutSettings(place: CheckoutContext): Promise<Setting[]> {
  if (!isInCheckout(place)) return []
  const { env, signal } = place
  const [here, elsewhere] = await Promise.all([entriesOf(place), entriesOf({ env, signal, cwd: '/' })])
  return [...here].filter((entry) => !elsewhere.has(entry)).map(settingOf)
}

/** Their names, and those of the shell's own. */
export async function namesOfSettings(place: CheckoutContext): Promise<string[]> {
  const names = (await checkoutSettings(place)).map(({ name }) => name)
  return [...new Set([...names, ...environmentNames('shell').filter((name) => place.env[name])])]
}

/** Hands settings to a git that works elsewhere, after those that the environment has already. */
export function asVariables(found: readonly Setting[], env: CheckoutContext['env']): Record<string, string> {
  if (found.length === 0) return {}
  const before = Number(env['GIT_CONFIG_COUNT'] ?? 0)
  const pairs = found.flatMap(({ name, value }, at) => [
    [`GIT_CONFIG_KEY_${before + at}`, name] as const,
    [`GIT_CONFIG_VALUE_${before + at}`, value] as const,
  ])
  return { ...Object.fromEntries(pairs), GIT_CONFIG_COUNT: String(before + found.length) }
}

/** Also where the current directory is gone, which is in no checkout then. */
function isInCheckout(place: CheckoutContext): boolean {
  try {
    return checkoutFolder(place.cwd) !== undefined
  } catch {
    return false
  }
}

async function entriesOf(place: CheckoutContext): Promise<ReadonlySet<string>> {
  const { stdout } = await userGit(['config', '-z', '--get-regexp', settings], place)
  return new Set(stdout.toString('utf8').split('\0').filter(Boolean))
}

/** A name alone is true. */
function settingOf(entry: string): Setting {
  const at = entry.indexOf('\n')
  return at < 0 ? { name: entry, value: 'true' } : { name: entry.slice(0, at), value: entry.slice(at + 1) }
}
