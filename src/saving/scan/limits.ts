/** How much of what is not committed is saved. */
export interface Limits {
  readonly fileBytes: number
  readonly allBytes: number
  readonly files: number
  readonly depth: number
}

export const usualLimits: Limits = {
  fileBytes: 50 * 1024 * 1024,
  allBytes: 500 * 1024 * 1024,
  files: 200_000,
  depth: 400,
}

/** The same for what only rules of the agent's hide. */
export const hiddenLimits: Limits = { ...usualLimits, allBytes: 50 * 1024 * 1024, files: 5000 }
