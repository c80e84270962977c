import { readdirSync, readFileSync } from 'node:fs'

/** The ids of the processes whose command line holds the mark. */
export function processesNaming(mark: string): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(mark)
    } catch {
      // It ended in between.
      return false
    }
  })
}
