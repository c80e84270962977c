/** A value that the agent's container was given and that is to go nowhere. */
export interface Secret {
  /** What it is called for people: its variable, or the key of its Secret. Never the value. */
  readonly name: string
  readonly value: string
}

/** Shorter ones are no secrets: they stand in any text by chance. */
export const leastSecret = 8
