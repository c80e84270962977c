/** Texts that a pod brings along from the installation that made it. */
export interface PodTexts {
  /** The agent container's entry, a script for sh. */
  readonly entry: string
  /** What every agent but a custom one reads before its task. */
  readonly preamble: string
}
