import { GastownError, invalid, type Problem } from '../errors.ts'

/** Everything that is wrong with one input, found in several places and told at once. */
export class ProblemList {
  readonly #errors: GastownError[] = []
  readonly #problems: Problem[] = []

  add(...problems: readonly Problem[]): void {
    this.#problems.push(...problems)
  }

  /** The step's value; where it fails with something that the user can mend, that is noted instead. */
  async try<T>(step: () => Promise<T> | T): Promise<T | undefined> {
    try {
      return await step()
    } catch (error) {
      if (!(error instanceof GastownError) || !['invalid', 'not-found'].includes(error.kind)) throw error
      this.#errors.push(error)
      return undefined
    }
  }

  get problems(): readonly Problem[] {
    const told = this.#errors.flatMap((error) =>
      error.problems.length > 0 ? error.problems : [{ field: 'input', message: error.message }],
    )
    return eachOnce([...this.#problems, ...told])
  }

  throwIfAny(what: string): void {
    const [first] = this.#errors
    if (this.#problems.length === 0 && first === undefined) return
    if (first !== undefined && this.#errors.length === 1 && this.#problems.length === 0) throw first
    throw invalid(what, this.problems, [...new Set(this.#errors.flatMap((error) => error.hints))])
  }
}

export function eachOnce(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [`${problem.field}\n${problem.message}`, problem])).values()]
}
