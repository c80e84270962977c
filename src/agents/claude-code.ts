import type { Agent, AgentRun } from './agent.ts'
import { claudeCredential } from './claude-credential.ts'
import { claudeStream } from './claude-stream.ts'

/** Claude Code without a terminal. Command line and variables as measured with 2.1.330. */
export const claudeCode: Agent = {
  name: 'claude-code',
  title: 'Claude Code',
  install: 'npm install -g @anthropic-ai/claude-code',
  leastMemory: '384Mi',
  hasEventStream: true,
  takesPreamble: true,
  provider: 'anthropic',
  credential: claudeCredential,
  honours: ['provider', 'model', 'maxTokens', 'temperature', 'endpoint', 'args', 'env'],
  enforces: ['costUSD', 'turns'],
  argv,
  env,
  parser: claudeStream,
}

const headless = ['-p', '--output-format', 'stream-json', '--verbose', '--permission-mode', 'bypassPermissions']
/** Without these, a settings file in the checkout sends the key to any address and runs commands. */
const withoutCheckout = ['--setting-sources', 'user', '--strict-mcp-config']

function argv({ config, budget, session }: AgentRun): string[] {
  return [
    'claude',
    ...headless,
    ...withoutCheckout,
    ...(config.model === undefined ? [] : ['--model', config.model]),
    ...(budget.turns === undefined ? [] : ['--max-turns', String(budget.turns)]),
    ...(budget.costUSD === undefined ? [] : ['--max-budget-usd', String(budget.costUSD)]),
    '--session-id',
    session,
    ...(config.args ?? []),
  ]
}

function env({ config, sandboxed, folders }: AgentRun): Record<string, string> {
  const { maxTokens, temperature, endpoint } = config
  return {
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    // Else it says nothing of why it could not start.
    CLAUDE_CODE_STARTUP_FAILURE_RESULTS: '1',
    // The usual ten take three minutes to tell that a key is wrong.
    CLAUDE_CODE_MAX_RETRIES: '6',
    // Every command that it runs fails where this cannot be written.
    CLAUDE_CODE_TMPDIR: folders.tmp,
    // Claude Code refuses to work as root, as which local mode may run.
    ...(sandboxed && { IS_SANDBOX: '1' }),
    ...(endpoint !== undefined && { ANTHROPIC_BASE_URL: endpoint }),
    ...(maxTokens !== undefined && { CLAUDE_CODE_MAX_OUTPUT_TOKENS: String(maxTokens) }),
    // Thinking allows one temperature only.
    ...(temperature !== undefined && {
      CLAUDE_CODE_EXTRA_BODY: JSON.stringify({ temperature }),
      MAX_THINKING_TOKENS: '0',
    }),
  }
}
