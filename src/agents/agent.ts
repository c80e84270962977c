import type { AgentConfig, AgentName } from '../polecat/agent.ts'
import type { Budget } from '../polecat/budget.ts'
import type { AgentCredential } from './credential.ts'
import type { AgentEvent } from './events.ts'

/**
 * All that differs between agents: one record each, listed in `table.ts`. Nothing outside of this folder knows an agent
 * by its name; what a new agent needs and no field says becomes a field of this, which others leave out.
 */
export interface Agent {
  readonly name: AgentName
  /** As people call it, at the beginning of a sentence. */
  readonly title: string
  /** The command that installs it; left out where the user's own program is meant. */
  readonly install?: string
  /** The least memory that it works with, as a Kubernetes quantity. */
  readonly leastMemory: string
  /**
   * Whether the output is a stream of events, which `parser` reads. The last of them is the end: where that is missing,
   * the agent did not end well, whatever its exit status. Default: the output is text, and the exit status counts.
   */
  readonly hasEventStream?: boolean
  /** Whether the agent is told of the work and its rules before the task. Default: it gets the task alone. */
  readonly takesPreamble?: boolean
  /** Whose API key it takes where agentConfig names no provider. */
  readonly provider: string
  /** Credentials that are kept for it. Default: it works with what a polecat names. */
  readonly credential?: AgentCredential
  /** The fields of agentConfig that it is given; others are refused. */
  readonly honours: readonly (keyof AgentConfig)[]
  /** The fields of the budget that hold for it; others are refused. */
  readonly enforces: readonly (keyof Budget)[]
  /** Program and arguments; the prompt comes on stdin. */
  argv(run: AgentRun): readonly string[]
  env(run: AgentRun): Readonly<Record<string, string>>
  /**
   * Files that it finds in its home folder, by their path below that, such as its settings. They come with the attempt's
   * ConfigMap, so they hold no secret. Default: none.
   */
  files?(run: AgentRun): Readonly<Record<string, string>>
  parser(): Parser
}

/** One attempt, as far as an agent has to know of it. */
export interface AgentRun {
  readonly config: AgentConfig
  readonly budget: Budget
  /** A UUID of this attempt's own. */
  readonly session: string
  /** The agent cannot reach more than its pod or sandbox. */
  readonly sandboxed: boolean
  /** Folders that it may write. */
  readonly folders: { readonly home: string; readonly tmp: string }
}

/** Reads one agent's output from its beginning. The same lines always make the same events. */
export interface Parser {
  /** Events of one line, without its line end; a line that it does not know is text. */
  line(text: string): readonly AgentEvent[]
}
