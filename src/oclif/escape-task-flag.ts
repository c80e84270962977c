/** A task on the command line may be any text, also one that looks like a flag; marked, no parser takes it for one. */
const mark = '\u0000'

export function escapeTaskFlag(task: string): string {
  return mark + task
}

/** The task as it was written. */
export function unescapeTaskFlag(argument: string): string {
  return argument.startsWith(mark) ? argument.slice(mark.length) : argument
}
