export interface Whose {
  /** Undefined where all are meant. Several rigs may have the repository of a checkout. */
  readonly rigs: readonly string[] | undefined
  /** Such as `rig shop`. */
  readonly words: string
}

/**
 * Words where there are no polecats. `whose`: undefined where they are named. `others`: how many are in other rigs.
 * `command`: the command that shows these too.
 */
export function noPolecats(whose: Whose | undefined, others: number, command: string, verb = ''): string {
  if (whose?.rigs === undefined) return `No polecats${verb}.`
  return `No polecats in ${whose.words}${verb}${others === 0 ? '.' : `; ${others} in other rigs: ${command} -A`}`
}
