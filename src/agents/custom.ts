import type { Agent } from './agent.ts'
import { parseEvent } from './events.ts'

/** Any program: it prints text, or our own events where a line is one as JSON. */
export const custom: Agent = {
  name: 'custom',
  title: 'The custom agent',
  leastMemory: '16Mi',
  provider: 'anthropic',
  // The provider names the variable that its key is in.
  honours: ['provider', 'command', 'args', 'env'],
  enforces: [],
  argv: ({ config: { command = [], args = [] } }) => [...command, ...args],
  env: () => ({}),
  parser: () => ({ line: (text) => [parseEvent(text) ?? { type: 'text', text }] }),
}
