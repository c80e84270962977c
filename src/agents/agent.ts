import type { AgentConfig, AgentName } from '../polecat/agent.ts'
import type { AgentEvent } from './events.ts'

/** All that differs between agents. */
export interface Agent {
  readonly name: AgentName
  /** The least memory that it works with, as a Kubernetes quantity. */
  readonly leastMemory: string
  /** Program and arguments; the prompt comes on stdin. */
  argv(config: AgentConfig): readonly string[]
  env(config: AgentConfig): Readonly<Record<string, string>>
  parser(): Parser
}

/** Reads one agent's output from its beginning. The same lines always make the same events. */
export interface Parser {
  /** Events of one line, without its line end; a line that it does not know is text. */
  line(text: string): readonly AgentEvent[]
}
