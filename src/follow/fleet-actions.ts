/** What the live view of a fleet can do to polecats, as the commands do it. */
import type { Context } from '../context.ts'
import { terminateWords } from '../output/polecat/verb-words.ts'
import type { FleetActions, TextSink } from '../view/fleet-view.ts'
import { retryPolecat } from '../polecats/retry-polecats.ts'
import { findDiff } from '../work/saved-work.ts'
import { showLogs } from '../pods/show-logs.ts'
import { terminatePolecat } from '../polecats/terminate-polecats.ts'

/** Most lines that are shown: of a log, of what was before; of a difference, at all. */
const mostLines = 10_000

export function openFleetActions(context: Context): FleetActions {
  const where = async () => ({ namespace: await context.namespace(), signal: context.signal })
  return {
    async terminate(meant) {
      const { before } = await terminatePolecat(await context.client(), meant, await where())
      return `${meant.name} ${terminateWords(before)}`
    },
    async retry(meant) {
      const { words } = await retryPolecat(await context.client(), meant, await where())
      return `${meant.name}: ${words}`
    },
    log: (name, sink) =>
      showLogs(within(context, sink), name, {
        container: 'agent',
        follow: true,
        tail: mostLines,
        timestamps: false,
        raw: false,
      }),
    async diff(name, sink) {
      const text = (await findDiff(within(context, sink), name, 'patch')).toString('utf8')
      const lines = text.split('\n')
      for (const line of lines.slice(0, mostLines)) sink.line(line)
      if (lines.length > mostLines)
        sink.notice(context.placed(`… and ${lines.length - mostLines} more lines; see all with: gastown diff ${name}`))
      if (text === '') sink.notice('No changes.')
    },
  }
}

/** The context of a command that runs inside the view: its output goes there, and it ends when the text is closed. */
function within(context: Context, sink: TextSink): Context {
  // A copy would ask for the current directory, which may be gone.
  return Object.assign(Object.create(context) as Context, {
    signal: AbortSignal.any([context.signal, sink.signal]),
    print: (text: string) => {
      for (const line of text.replace(/\n$/, '').split('\n')) sink.line(line)
    },
    notice: (line: string) => sink.notice(context.placed(line)),
  })
}
