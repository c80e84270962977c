import { polecatCrd } from '../../src/polecat/crd/crd.ts'
import { rigCrd } from '../../src/rig/crd.ts'
import { commandsPage } from './commands.ts'
import { environmentPage } from './environment.ts'
import { fieldsPage } from './fields.ts'
import { outcomesPage } from './outcomes.ts'
import { eventsPage, metricsPage } from './signals.ts'
import { rightsPage } from './rights.ts'
import type { CommandFacts } from './usage.ts'

/** The pages of docs/reference, each made from the table that the code itself works with. */
export function referencePages(commands: readonly CommandFacts[]): { file: string; text: string }[] {
  return [
    { file: 'docs/reference/commands.md', text: commandsPage(commands) },
    { file: 'docs/reference/polecat.md', text: fieldsPage(polecatCrd()) },
    { file: 'docs/reference/rig.md', text: fieldsPage(rigCrd()) },
    { file: 'docs/reference/outcomes.md', text: outcomesPage() },
    { file: 'docs/reference/events.md', text: eventsPage() },
    { file: 'docs/reference/metrics.md', text: metricsPage() },
    { file: 'docs/reference/rights.md', text: rightsPage() },
    { file: 'docs/reference/environment.md', text: environmentPage() },
  ]
}
