import type { AgentName } from '../polecat/agent.ts'
import type { ResolvedSpec } from '../polecat/resolve.ts'

/** Which key of which Secret is the model's credential, and in which variable agents look for it. */
export interface Credential {
  readonly name: string
  readonly key: string
  readonly variable: string
}

/** A Secret's keys; undefined where it is missing or may not be read. */
export type KeysOf = (secret: string) => readonly string[] | undefined

/** The Secret that serves Claude Code where nothing else is named, if it exists. */
export const usualClaudeSecret = 'claude-credentials'

/** Claude's own login. A pod gets its access token alone: pods that shared the refresh token would log each other out. */
export const loginKey = '.credentials.json'

/** The one-year token of `claude setup-token`. */
export const tokenKey = 'oauth-token'

/** Keys of a Secret with Claude's credentials and their variables, the best first: the first two need no refresh. */
const claudeKeys = {
  'api-key': 'ANTHROPIC_API_KEY',
  [tokenKey]: 'CLAUDE_CODE_OAUTH_TOKEN',
  [loginKey]: 'CLAUDE_CODE_OAUTH_TOKEN',
} as const

export function llmCredential(resolved: ResolvedSpec, keysOf: KeysOf): Credential | undefined {
  const { apiKeySecret, claudeCredsSecret, agent, agentConfig } = resolved
  if (apiKeySecret) return { ...apiKeySecret, variable: keyVariable(agentConfig.provider ?? providers[agent]) }
  if (claudeCredsSecret) {
    const key = keysOf(claudeCredsSecret)?.includes(tokenKey) === false ? loginKey : tokenKey
    return { name: claudeCredsSecret, key, variable: claudeKeys[key] }
  }
  return agent === 'claude-code' ? usualCredential(keysOf(usualClaudeSecret) ?? []) : undefined
}

/** Variables that Claude Code takes a credential from, or that send it to a service with another kind of one. */
const claudeVariables = /^(ANTHROPIC_(API_KEY|AUTH_TOKEN)|CLAUDE_CODE_(OAUTH_TOKEN|USE_[A-Z]+))$/

/** Whether somebody names a credential for Claude Code, by a reference or by a variable. */
export function namesCredential({ apiKeySecret, claudeCredsSecret, env }: ResolvedSpec): boolean {
  const isReferred = apiKeySecret !== undefined || claudeCredsSecret !== undefined
  return isReferred || env.some(({ name }) => claudeVariables.test(name))
}

function usualCredential(keys: readonly string[]): Credential | undefined {
  const found = Object.entries(claudeKeys).find(([key]) => keys.includes(key))
  return found && { name: usualClaudeSecret, key: found[0], variable: found[1] }
}

/** Whose key it is where nothing names a provider. */
const providers: Record<AgentName, string> = {
  'claude-code': 'anthropic',
  opencode: 'anthropic',
  aider: 'anthropic',
  codex: 'openai',
  gemini: 'google',
  custom: 'anthropic',
}

/** The variable that agents look for a provider's key in. */
export function keyVariable(provider: string): string {
  const name = provider === 'google' ? 'gemini' : provider
  return `${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}_API_KEY`
}
