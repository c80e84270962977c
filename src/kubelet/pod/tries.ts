import { messageOf } from '../../errors.ts'

/** Steps of which one that fails does not keep the next from being made. */
export class Tries {
  #problem: string | undefined

  /** What failed first. */
  get problem(): string | undefined {
    return this.#problem
  }

  async do(step: () => unknown): Promise<void> {
    try {
      await step()
    } catch (error) {
      this.#problem ??= messageOf(error)
    }
  }
}
