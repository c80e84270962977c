/** An agent's events as lines for a person: turns, tools, results and costs. */
import type { AgentEvent } from '../agents/events.ts'

const longest = 200
/** Lines of a tool's result that are shown; all of it is in the raw log. */
const resultLines = 3

export function eventLines(event: AgentEvent): string[] {
  switch (event.type) {
    case 'start':
      return [`▶ ${[event.agent, event.model].filter((word) => word !== undefined).join(' ')}`]
    case 'text':
      return event.text.split('\n')
    case 'tool_call':
      return [`→ ${event.name}${argumentText(event.input)}`]
    case 'tool_result':
      return resultText(event.output, event.ok)
    case 'retry':
      return [`… retrying the request to the model${after(event)}`]
    case 'denied':
      return [`✗ ${event.tool} was denied`]
    case 'rate_limited':
      return [`… rate limited${event.until === undefined ? '' : ` until ${event.until}`}`]
    case 'usage':
      return event.costUSD === undefined ? [] : [`$ ${event.costUSD.toFixed(4)}`]
    case 'end':
      return [ending(event)]
  }
}

/** Arguments of tools that matter most; without one of these, all of them are shown, shortened. */
const mainArguments = ['command', 'file_path', 'path', 'pattern', 'url', 'query', 'description', 'prompt']

function argumentText(input: unknown): string {
  if (typeof input !== 'object' || input === null) return input === undefined ? '' : ` ${cut(JSON.stringify(input))}`
  const fields = input as Record<string, unknown>
  const name = mainArguments.find((field) => typeof fields[field] === 'string')
  const words = name === undefined ? JSON.stringify(fields) : String(fields[name])
  return words === '{}' ? '' : ` ${cut(oneLine(words))}`
}

function resultText(output: string, ok: boolean): string[] {
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  const shown = lines.slice(0, resultLines).map((line) => `  ${cut(line)}`)
  const more = lines.length - shown.length
  const all = more > 0 ? [...shown, `  … and ${more} more lines`] : shown
  return ok ? all : ['✗ failed', ...all]
}

function after({ status, delay }: Extract<AgentEvent, { type: 'retry' }>): string {
  const when = delay === undefined ? '' : ` in ${(delay / 1000).toFixed(1)} s`
  return `${when}${status === undefined ? '' : ` (HTTP ${status})`}`
}

function ending({ ok, reason, turns }: Extract<AgentEvent, { type: 'end' }>): string {
  const count = turns === undefined ? '' : ` after ${turns} ${turns === 1 ? 'turn' : 'turns'}`
  const why = reason === undefined || reason === '' ? '' : `: ${oneLine(reason)}`
  return ok ? `■ succeeded${count}` : `■ failed${count}${why}`
}

function oneLine(text: string): string {
  return text.replaceAll(/(?<!\s)\s*\n\s*/g, ' ⏎ ')
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}
