import type { Context } from '../context.ts'
import { isKind } from '../errors.ts'
import { gapText, itemLines, itemValue } from '../logs/log-text.ts'
import { readContainers } from '../logs/read-containers.ts'
import { jsonLine } from '../output/objects.ts'
import { agentPod } from './agent-pod.ts'
import type { LogChoice } from './log-choice.ts'
import { noLog } from './not-running.ts'
import { hasNoLog, isRecorded, recordOf, showRecorded } from './show-recorded.ts'

/**
 * Prints the logs of one attempt of a polecat, the newest where none is named, from its pod, or where that is gone from
 * its record; `source` stands before every line.
 */
export async function showLogs(context: Context, name: string, choice: LogChoice, source?: string): Promise<void> {
  try {
    await showPodLogs(context, name, choice, source)
  } catch (error) {
    if (!isKind(error, 'not-found') || !isRecorded(choice)) throw error
    const found = await recordOf(context, name, choice.attempt)
    if (found === undefined || (hasNoLog(found.record) && !found.isDeleted)) throw error
    await showRecorded(context, found, choice, source)
  }
}

async function showPodLogs(context: Context, name: string, choice: LogChoice, source?: string): Promise<void> {
  const { follow, raw, grep, container: containers } = choice
  const { pod, agent, attempt } = await agentPod(context, name, { wait: follow, attempt: choice.attempt })
  const style = { ...choice, raw: raw && !context.stdout.isTerminal, terminal: context.stdout }
  let isEmpty = true
  let hasMatched = false
  const print = (text: string) => {
    hasMatched = true
    context.print(text)
  }
  try {
    await readContainers({
      client: await context.client(),
      pod,
      workerNamespace: await context.workerNamespace(),
      choice: containers,
      agent,
      raw,
      request: { follow, tailLines: choice.tail, ...choice.since, signal: context.signal },
      onItem: async (container, item) => {
        isEmpty = false
        const named = source === undefined ? container : `${source}/${container}`
        const own = { ...style, source: containers === 'all' ? named : source }
        if (item.type === 'gap') context.notice(gapText(item, own))
        if (choice.output === 'json') {
          const value = itemValue(item, { polecat: name, attempt, container }, grep)
          if (value !== undefined) print(jsonLine(value))
        } else if (item.type !== 'gap') for (const line of itemLines(item, own)) print(`${line}\n`)
        await context.taken()
      },
    })
  } catch (error) {
    throw await noLog(context, name, error, choice.attempt)
  }
  // What was broken off tells nothing of the log.
  context.signal.throwIfAborted()
  const isWhole = choice.tail === undefined && choice.since === undefined
  const found = isEmpty && containers === 'all' ? await recordOf(context, name, choice.attempt) : undefined
  if (found !== undefined && !hasNoLog(found.record)) await showRecorded(context, found, choice, source)
  else if (isEmpty && isWhole) context.notice(`The log of ${name} is empty.`)
  else if (grep !== undefined && !hasMatched) context.notice(`No line of ${name} matches.`)
}
