import { connectionLines } from '../output/connection-words.ts'
import { operatorLine } from '../output/operator-words.ts'
import { phaseOf } from '../output/polecat/polecat-table.ts'
import type { Printer } from '../output/printer.ts'
import type { FleetView } from './fleet-view.ts'
import { sanitizeForTerminal } from '../text/sanitize.ts'

/** Lines of agents to stdout; changes of phase or reason, of the connection and of the operator to stderr, each once. */
export function openPlainView(printer: Pick<Printer, 'print' | 'notice'>): FleetView {
  const told = new Map<string, string>()
  return {
    take(event) {
      if (event.type === 'lost' || event.type === 'back') {
        for (const line of connectionLines(event)) printer.notice(sanitizeForTerminal(line))
        return
      }
      if (event.type === 'operator') return printer.notice(operatorLine(event.trouble))
      if (event.type !== 'state') return
      const name = event.polecat.metadata.name ?? ''
      const reason = event.polecat.status?.reason
      const words = `${phaseOf(event.polecat)}${reason === undefined ? '' : ` (${reason})`}`
      if (told.get(name) === words) return
      told.set(name, words)
      printer.notice(`${name}: ${sanitizeForTerminal(words)}`)
    },
    inUse: false,
    print: (line) => printer.print(`${line}\n`),
    close: async () => undefined,
  }
}
