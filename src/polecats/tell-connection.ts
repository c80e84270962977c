import type { Context } from '../context.ts'
import { connectionLines, type ConnectionEvent } from '../output/connection-words.ts'

/** For whatever waits: it says why nothing comes. */
export function tellConnection({ notice }: Context): (event: ConnectionEvent) => void {
  return (event) => {
    for (const line of connectionLines(event)) notice(line)
  }
}
