import type { AgentName } from '../polecat/agent.ts'
import type { ResolvedSpec } from '../polecat/resolve.ts'

/** Which key of which Secret is the model's credential, and in which variable agents look for it. */
export interface Credential {
  readonly name: string
  readonly key: string
  readonly variable: string
}

export function llmCredential(resolved: ResolvedSpec): Credential | undefined {
  const { apiKeySecret, claudeCredsSecret, agent, agentConfig } = resolved
  if (apiKeySecret) return { ...apiKeySecret, variable: keyVariable(agentConfig.provider ?? providers[agent]) }
  // Only the one-year token: pods that shared a login's refresh token would log each other out.
  if (claudeCredsSecret) return { name: claudeCredsSecret, key: 'oauth-token', variable: 'CLAUDE_CODE_OAUTH_TOKEN' }
  return undefined
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

function keyVariable(provider: string): string {
  const name = provider === 'google' ? 'gemini' : provider
  return `${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_')}_API_KEY`
}
