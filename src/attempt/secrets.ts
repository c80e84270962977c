/** Secrets that an attempt needs, and what may be wrong with them. */
import type { Reason } from '../outcome/reasons.ts'
import { agentNamed, loginUnder } from '../agents/table.ts'
import { credentialSecret, llmCredential, type Credential } from '../pod/credential.ts'
import type { ResolvedSpec } from '../polecat/resolve.ts'
import type { SecretFacts } from './secret-facts.ts'

/** Facts by the Secret's name. */
type Secrets = ReadonlyMap<string, SecretFacts>

/** The Secret that serves git where nothing else is named, if it exists. */
export const usualGitSecret = 'git-credentials'

/** All Secrets whose facts a start depends on. */
export function secretNames(resolved: ResolvedSpec): string[] {
  const envNames = envSecrets(resolved).map(({ name }) => name)
  const names = [resolved.gitSecret ?? usualGitSecret, credentialSecret(resolved), ...envNames]
  return [...new Set(names.filter((name) => name !== undefined))]
}

/** The Secret that git-clone and git-push get. */
export function gitSecretOf(resolved: ResolvedSpec, secrets: Secrets): string | undefined {
  if (resolved.gitSecret !== undefined) return resolved.gitSecret
  return secrets.get(usualGitSecret)?.state === 'found' ? usualGitSecret : undefined
}

/** The model's credential that the agent gets. */
export function llmSecretOf(resolved: ResolvedSpec, secrets: Secrets): Credential | undefined {
  return llmCredential(resolved, (name) => {
    const facts = secrets.get(name)
    return facts?.state === 'found' ? facts.keys : undefined
  })
}

export interface SecretTrouble {
  readonly reason: Reason
  readonly sentence: string
}

export interface Known {
  readonly secrets: Secrets
  readonly now: Date
  readonly workerNamespace: string
}

/** The first thing that is wrong: missing Secrets, then misused ones, then a login that ends too soon. */
export function secretTrouble(
  resolved: ResolvedSpec,
  { secrets, now, workerNamespace }: Known,
): SecretTrouble | undefined {
  const git = gitSecretOf(resolved, secrets)
  const llm = llmSecretOf(resolved, secrets)
  const uses: SecretUse[] = [
    ...(git === undefined ? [] : [{ name: git, role: 'git' as const }]),
    ...(llm ? [{ name: llm.name, key: llm.key, role: 'llm' as const }] : []),
    ...envSecrets(resolved).map(({ name, key }) => ({ name, key, role: 'env' as const })),
  ]
  const found = uses.map((use) => [use, secrets.get(use.name)] as const)
  return (
    firstOf(found, (use, facts) => absent(use, facts, workerNamespace)) ??
    firstOf(found, misused) ??
    noCredential(resolved, llm, secrets, workerNamespace) ??
    loginTrouble(resolved, llm, { secrets, now })
  )
}

/** Trouble of an agent without a credential, where it would only fail. */
function noCredential(
  { agent, env }: ResolvedSpec,
  llm: Credential | undefined,
  secrets: Secrets,
  namespace: string,
): SecretTrouble | undefined {
  const { secret, storeWith, requiredUnless } = agentNamed(agent)?.credential ?? {}
  if (secret === undefined || requiredUnless === undefined || llm !== undefined) return undefined
  if (env.some(({ name }) => requiredUnless.test(name)) || secrets.get(secret)?.state === 'unreadable') return undefined
  const sentence = `${agent} has no credential: none is given, and namespace ${namespace} has no Secret ${secret} with one`
  return { reason: 'SecretNotFound', sentence: `${sentence}; store one with: ${storeWith}` }
}

/** Trouble of a login that does not last until the deadline: a pod cannot renew it. */
function loginTrouble(
  { deadlineSeconds }: ResolvedSpec,
  llm: Credential | undefined,
  { secrets, now }: Pick<Known, 'secrets' | 'now'>,
): SecretTrouble | undefined {
  const login = loginUnder(llm?.key)
  const facts = secrets.get(llm?.name ?? '')
  if (llm === undefined || login === undefined || facts?.state !== 'found' || facts.login === undefined)
    return undefined
  const { problem, expiresAt } = facts.login
  const of = `'${login.kind}' of the Secret ${llm.name}`
  if (problem !== undefined) return { reason: 'CredentialRejected', sentence: `${of} ${problem}` }
  if (expiresAt === undefined || expiresAt > now.getTime() + deadlineSeconds * 1000) return undefined
  const when = new Date(expiresAt).toISOString()
  const better = `import a newer login or, better, ${login.better} as '${login.asKind}'`
  return {
    reason: 'CredentialExpired',
    sentence: `the login in ${of} ends at ${when}, before the deadline of ${deadlineSeconds} s: ${better}`,
  }
}

interface SecretUse {
  readonly name: string
  readonly key?: string
  readonly role: 'git' | 'llm' | 'env'
}

const words = { git: 'git credential', llm: 'LLM credential', env: 'source of an environment variable' } as const

function absent(
  { name, key, role }: SecretUse,
  facts: SecretFacts | undefined,
  namespace: string,
): SecretTrouble | undefined {
  const what = `Secret ${name} in namespace ${namespace}`
  if (facts?.state === 'missing') {
    return { reason: 'SecretNotFound', sentence: `the ${what}, named as ${words[role]}, does not exist` }
  }
  if (facts?.state !== 'found') return undefined
  if (key !== undefined && !facts.keys.includes(key)) {
    return { reason: 'SecretKeyMissing', sentence: `the ${what} has no key '${key}'; it has ${listed(facts.keys)}` }
  }
  if (role === 'git' && !facts.keys.includes('ssh-privatekey') && !facts.keys.includes('password')) {
    const expected = "'ssh-privatekey', or 'username' and 'password'"
    return { reason: 'SecretKeyMissing', sentence: `the ${what} has no ${expected}; it has ${listed(facts.keys)}` }
  }
  return undefined
}

/** Trouble of a credential in the wrong role, which would get to containers that must never see it. */
function misused({ name, role }: SecretUse, facts: SecretFacts | undefined): SecretTrouble | undefined {
  if (facts?.state !== 'found') return undefined
  const forGit =
    facts.role === 'git' || (facts.role === undefined && (facts.keys.includes('ssh-privatekey') || facts.namedForGit))
  const forbidden = role === 'git' ? facts.role === 'llm' : forGit || (role === 'env' && facts.role === 'llm')
  if (!forbidden) return undefined
  const real = role === 'git' || !forGit ? `an ${words.llm}` : `a ${words.git}`
  return { reason: 'Forbidden', sentence: `the Secret ${name} is ${real} and must not be used as ${words[role]}` }
}

function envSecrets(resolved: ResolvedSpec): { name: string; key: string }[] {
  return resolved.env.flatMap(({ valueFrom }) => (valueFrom ? [valueFrom.secretKeyRef] : []))
}

function firstOf<A, B, R>(pairs: readonly (readonly [A, B])[], find: (a: A, b: B) => R | undefined): R | undefined {
  for (const [a, b] of pairs) {
    const result = find(a, b)
    if (result !== undefined) return result
  }
  return undefined
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `'${name}'`).join(', ')
}
