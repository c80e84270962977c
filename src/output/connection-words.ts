/** What is said of a connection that is lost, or there again, where no screen shows it. */
import { GastownError, messageOf } from '../errors.ts'

export type ConnectionEvent = { readonly type: 'lost'; readonly error?: Error } | { readonly type: 'back' }

export function connectionLines(event: ConnectionEvent): string[] {
  if (event.type === 'back') return ['Reconnected.']
  const { error } = event
  const why = error === undefined ? '' : `: ${messageOf(error)}`
  return [`Connection lost, reconnecting${why}`, ...(error instanceof GastownError ? error.hints : [])]
}
