/** The `stream-json` output of Claude Code, read as events. Fields as recorded from 2.1.330. */
import type { Parser } from './agent.ts'
import type { EndCause } from '../outcome/reasons.ts'
import type { AgentEvent, UsageEvent } from './events.ts'
import { isObject, listIn, numberIn, objectIn, parseObject, textIn, type Fields } from './json-fields.ts'

type Tokens = Omit<UsageEvent, 'type' | 'costUSD'>

export function claudeStream(): Parser {
  const told = new ToldTokens()
  return {
    line(text) {
      const line = parseObject(text)
      if (line === undefined) return [{ type: 'text', text }]
      switch (line['type']) {
        case 'system':
          return system(line)
        case 'assistant':
          return [...blocks(line).flatMap(said), ...told.add(line)]
        case 'user':
          return blocks(line).flatMap(answered)
        case 'rate_limit_event':
          return rateLimit(line)
        case 'result':
          return [told.rest(line), end(line)]
        // Pieces of what comes whole in a later line.
        case 'stream_event':
          return []
        default:
          return [{ type: 'text', text }]
      }
    },
  }
}

function system(line: Fields): AgentEvent[] {
  switch (line['subtype']) {
    case 'init':
      return [
        { type: 'start', agent: 'claude-code', session: textIn(line, 'session_id'), model: textIn(line, 'model') },
      ]
    case 'api_retry':
      return [{ type: 'retry', status: numberIn(line, 'error_status'), delay: numberIn(line, 'retry_delay_ms') }]
    case 'permission_denied':
      return [{ type: 'denied', tool: textIn(line, 'tool_name') ?? 'a tool' }]
    case 'hook_response':
      return [{ type: 'text', text: textIn(line, 'output') ?? '' }]
    // What it tells of its own tasks and states.
    default:
      return []
  }
}

function blocks(line: Fields): Fields[] {
  const content = objectIn(line, 'message')?.['content']
  if (typeof content === 'string') return [{ type: 'text', text: content }]
  return Array.isArray(content) ? content.filter(isObject) : []
}

function said(block: Fields): AgentEvent[] {
  switch (block['type']) {
    case 'text':
      return [{ type: 'text', text: textIn(block, 'text') ?? '' }]
    case 'tool_use':
      return [
        {
          type: 'tool_call',
          id: textIn(block, 'id') ?? '',
          name: textIn(block, 'name') ?? '',
          input: block['input'] ?? {},
        },
      ]
    default:
      return []
  }
}

function answered(block: Fields): AgentEvent[] {
  if (block['type'] === 'text') return [{ type: 'text', text: textIn(block, 'text') ?? '' }]
  if (block['type'] !== 'tool_result') return []
  const ok = block['is_error'] !== true
  return [{ type: 'tool_result', id: textIn(block, 'tool_use_id') ?? '', ok, output: outputOf(block['content']) }]
}

function outputOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .filter(isObject)
    .map((part) => textIn(part, 'text') ?? `(${textIn(part, 'type') ?? 'something'})`)
    .join('\n')
}

/** Sent with every subscription's answer; only a refusal is worth telling. */
function rateLimit(line: Fields): AgentEvent[] {
  const info = objectIn(line, 'rate_limit_info') ?? {}
  if (info['status'] !== 'rejected') return []
  const seconds = numberIn(info, 'resetsAt')
  return [{ type: 'rate_limited', ...(seconds !== undefined && { until: new Date(seconds * 1000).toISOString() }) }]
}

/** What was told while it worked counts to the sum at the end: that tells of all, and of its cost. */
class ToldTokens {
  readonly #messages = new Set<string>()
  readonly #sums: Record<keyof Tokens, number> = {
    inputTokens: 0,
    outputTokens: 0,
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
  }

  /** A message comes in several lines, each with the same usage. */
  add(line: Fields): UsageEvent[] {
    const message = objectIn(line, 'message') ?? {}
    const [id, usage] = [textIn(message, 'id'), objectIn(message, 'usage')]
    if (id === undefined || usage === undefined || message['model'] === '<synthetic>' || this.#messages.has(id))
      return []
    this.#messages.add(id)
    return [this.#count(tokensOf(usage))]
  }

  rest(line: Fields): UsageEvent {
    const models = Object.values(objectIn(line, 'modelUsage') ?? {}).filter(isObject)
    const total = models.map(tokensOfModel).reduce(sum, { ...none })
    const event = this.#count(
      Object.fromEntries(names.map((name) => [name, Math.max(0, (total[name] ?? 0) - this.#sums[name])])),
    )
    // A model that it has no price for: its total would leave that out.
    const priced = models.every((model) => model['costBasis'] !== 'unknown')
    const costUSD = numberIn(line, 'total_cost_usd')
    return { ...event, ...(priced && costUSD !== undefined && { costUSD }) }
  }

  #count(tokens: Tokens): UsageEvent {
    for (const name of names) this.#sums[name] += tokens[name] ?? 0
    return { type: 'usage', ...tokens }
  }
}

const none = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 }
const names = Object.keys(none) as (keyof Tokens)[]

function sum(one: Tokens, other: Tokens): Tokens {
  return Object.fromEntries(names.map((name) => [name, (one[name] ?? 0) + (other[name] ?? 0)]))
}

function tokensOf(usage: Fields): Tokens {
  return {
    inputTokens: numberIn(usage, 'input_tokens'),
    outputTokens: numberIn(usage, 'output_tokens'),
    cacheReadTokens: numberIn(usage, 'cache_read_input_tokens'),
    cacheWriteTokens: numberIn(usage, 'cache_creation_input_tokens'),
  }
}

function tokensOfModel(model: Fields): Tokens {
  return {
    inputTokens: numberIn(model, 'inputTokens'),
    outputTokens: numberIn(model, 'outputTokens'),
    cacheReadTokens: numberIn(model, 'cacheReadInputTokens'),
    cacheWriteTokens: numberIn(model, 'cacheCreationInputTokens'),
  }
}

function end(line: Fields): AgentEvent {
  const ok = line['is_error'] === false
  return {
    type: 'end',
    ok,
    turns: numberIn(line, 'num_turns'),
    durationMs: numberIn(line, 'duration_ms'),
    ...(!ok && { reason: reasonOf(line), cause: causeOf(line) }),
  }
}

/** Cause of a bad end: `subtype` alone says success also where there was none. */
function causeOf(line: Fields): EndCause | undefined {
  const status = numberIn(line, 'api_error_status')
  if (line['subtype'] === 'error_max_turns') return 'turns'
  if (line['subtype'] === 'error_max_budget_usd') return 'budget'
  if (status === 401 || status === 403 || textIn(line, 'result')?.startsWith('Not logged in')) return 'credential'
  return status === 429 || status === 529 ? 'rate-limit' : undefined
}

function reasonOf(line: Fields): string {
  const errors = listIn(line, 'errors').filter((error) => typeof error === 'string')
  return textIn(line, 'result') ?? errors.join('; ')
}
