import { messageOf } from '../errors.ts'

/** Small work that holds up nothing: it is waited for only at the end, and its failure is told. */
export interface Errands {
  run(failure: string, work: () => Promise<unknown>): void
  /** Resolves once all that was begun is over. */
  settled(): Promise<void>
}

export function openErrands(notice: (line: string) => void): Errands {
  const open = new Set<Promise<void>>()

  async function runOne(failure: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (error) {
      notice(`${failure}: ${messageOf(error)}`)
    }
  }

  return {
    run(failure, work) {
      const errand = runOne(failure, work).finally(() => open.delete(errand))
      open.add(errand)
    },
    async settled() {
      await Promise.all(open)
    },
  }
}
