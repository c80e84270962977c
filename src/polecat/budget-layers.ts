import type { Budget } from './budget.ts'

const amounts = ['costUSD', 'tokens', 'turns', 'idleSeconds'] as const

/** Later layers first, then cut to the ceilings: a limit that nobody set is the ceiling itself. */
export function resolveBudget(layers: readonly (Budget | undefined)[], ceilings: Budget = {}): Budget {
  const merged: Budget = {}
  for (const layer of layers) Object.assign(merged, withoutUndefined(layer ?? {}))
  for (const amount of amounts) {
    const limits = [merged[amount], ceilings[amount]].filter((limit) => limit !== undefined)
    if (limits.length > 0) merged[amount] = Math.min(...limits)
  }
  merged.onRateLimit = ceilings.onRateLimit === 'stop' ? 'stop' : (merged.onRateLimit ?? 'wait')
  return merged
}

function withoutUndefined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Partial<T>
}
