import type { Context } from '../context.ts'
import { invalid } from '../errors.ts'
import { secondsOf } from '../polecat/durations.ts'
import { gapText, lineText } from '../logs/log-text.ts'
import { readContainers, type ContainerChoice } from '../logs/read-containers.ts'
import { agentPod } from './agent-pod.ts'
import { noLog } from './not-running.ts'

export interface LogFlags {
  readonly container: ContainerChoice
  readonly follow: boolean
  readonly tail?: number
  readonly since?: string
  readonly timestamps: boolean
  readonly raw: boolean
  /** Put before every line, where several polecats are shown. */
  readonly source?: string
}

/** Prints the logs of a polecat's newest attempt. */
export async function showLogs(context: Context, name: string, flags: LogFlags): Promise<void> {
  const since = sinceOf(flags.since)
  const { pod, agent } = await agentPod(context, name, { wait: flags.follow })
  const isAll = flags.container === 'all'
  let isEmpty = true
  const { source } = flags
  const style = { timestamps: flags.timestamps, raw: flags.raw && !context.stdout.isTerminal, source }
  try {
    await readContainers({
      client: await context.client(),
      pod,
      workers: context.workers,
      choice: flags.container,
      agent,
      raw: flags.raw,
      request: { follow: flags.follow, tailLines: flags.tail, ...since, signal: context.signal },
      onItem: (container, item) => {
        isEmpty = false
        const named = source === undefined ? container : `${source}/${container}`
        const own = isAll ? { ...style, source: named } : style
        if (item.type === 'line') context.print(`${lineText(item, own)}\n`)
        else context.notice(gapText(item, own))
      },
    })
  } catch (error) {
    throw await noLog(context, name, error)
  }
  const isWhole = flags.tail === undefined && flags.since === undefined
  if (isEmpty && isWhole) context.notice(`The log of ${name} is empty.`)
}

function sinceOf(text: string | undefined): { sinceSeconds?: number; sinceTime?: string } {
  if (text === undefined) return {}
  const seconds = secondsOf(text)
  if (seconds !== undefined) return { sinceSeconds: Math.max(1, seconds) }
  const time = Date.parse(text)
  if (/^\d{4}-\d\d-\d\dT/.test(text) && !Number.isNaN(time)) return { sinceTime: new Date(time).toISOString() }
  throw invalid('a flag is wrong', [{ field: '--since', message: `expected 10m or an RFC 3339 time, found "${text}"` }])
}
