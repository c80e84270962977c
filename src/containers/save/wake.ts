/** Lets one loop sleep until somebody has something for it. What is noted while it works is not lost. */
export class Wake {
  #noted = false
  #resolve: (() => void) | undefined

  note = (): void => {
    this.#noted = true
    this.#resolve?.()
  }

  async next(withinMs: number): Promise<void> {
    if (!this.#noted && withinMs > 0) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#resolve = resolve
      const timer = setTimeout(resolve, withinMs)
      await promise
      clearTimeout(timer)
      this.#resolve = undefined
    }
    this.#noted = false
  }
}
