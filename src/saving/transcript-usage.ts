import type { UsageEvent } from '../agents/events.ts'
import type { SaveResult } from '../outcome/results.ts'

const counts = ['inputTokens', 'outputTokens', 'cacheReadTokens', 'cacheWriteTokens'] as const

/** The sum of what an agent says that it used. What it does not say stays unknown, never 0. */
export class Usage {
  readonly #sums: Partial<Record<(typeof counts)[number], number>> = {}
  #costUSD: number | undefined
  #any = false

  add(event: UsageEvent): void {
    this.#any = true
    for (const name of counts) {
      const count = event[name]
      if (count !== undefined) this.#sums[name] = (this.#sums[name] ?? 0) + count
    }
    if (event.costUSD !== undefined) this.#costUSD = Math.round(((this.#costUSD ?? 0) + event.costUSD) * 1e6) / 1e6
  }

  get result(): SaveResult['usage'] {
    if (!this.#any) return undefined
    if (this.#costUSD === undefined) return { ...this.#sums, costBasis: 'unknown' }
    return { ...this.#sums, costUSD: this.#costUSD, costBasis: 'reported' }
  }
}
