/** Texts that a pod brings along from the installation that made it. */
export interface PodTexts {
  /** The agent container's entry, a script for sh. */
  readonly entry: string
  /** What agents that take it read before their task. */
  readonly preamble: string
}
