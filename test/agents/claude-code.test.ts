import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { claudeCode } from '../../src/agents/claude-code.ts'
import type { AgentEvent } from '../../src/agents/events.ts'
import { parseEvent } from '../../src/agents/events.ts'
import { aRun } from './a-run.ts'

const folder = join(import.meta.dirname, '../fixtures/agents')
const recorded = readdirSync(folder).filter((name) => name.startsWith('claude-'))

function eventsOf(name: string): AgentEvent[] {
  const parser = claudeCode.parser()
  const lines = readFileSync(join(folder, name), 'utf8').replace(/\n$/, '').split('\n')
  return lines.flatMap((line) => parser.line(line))
}

test('the command line, and nothing of the task in it', () => {
  expect(claudeCode.argv(aRun()).join(' ')).toBe(
    'claude -p --output-format stream-json --verbose --permission-mode bypassPermissions --setting-sources user ' +
      '--strict-mcp-config --session-id 11111111-2222-8333-8444-555555555555',
  )
  const config = { model: 'claude-sonnet-4-20250514', args: ['--effort', 'high'] }
  const argv = claudeCode.argv(aRun({ config, budget: { turns: 100, costUSD: 2.5 } }))
  expect(argv.join(' ')).toContain('--model claude-sonnet-4-20250514 --max-turns 100 --max-budget-usd 2.5 ')
  expect(argv.slice(-2)).toEqual(['--effort', 'high'])
})

test('its variables', () => {
  expect(claudeCode.env(aRun())).toEqual({
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    CLAUDE_CODE_STARTUP_FAILURE_RESULTS: '1',
    CLAUDE_CODE_MAX_RETRIES: '6',
    CLAUDE_CODE_TMPDIR: '/tmp',
    IS_SANDBOX: '1',
  })
  const config = { maxTokens: 8192, temperature: 0.7, endpoint: 'http://127.0.0.1:18080' }
  const env = claudeCode.env(aRun({ config, sandboxed: false }))
  expect(env).toMatchObject({
    CLAUDE_CODE_MAX_OUTPUT_TOKENS: '8192',
    CLAUDE_CODE_EXTRA_BODY: '{"temperature":0.7}',
    MAX_THINKING_TOKENS: '0',
    ANTHROPIC_BASE_URL: 'http://127.0.0.1:18080',
  })
  expect(env).not.toHaveProperty('IS_SANDBOX')
})

test.each(recorded)('%s: every event has the form of one, and none is the line itself', (name) => {
  const events = eventsOf(name).map((event) => JSON.stringify(event))
  expect(events.map((text) => JSON.stringify(parseEvent(text)))).toEqual(events)
  expect(events.filter((text) => text.startsWith('{"type":"text","text":"{'))).toEqual([])
})

test('a whole run', () => {
  expect(eventsOf('claude-ok.ndjson')).toMatchObject([
    { type: 'start', agent: 'claude-code', model: 'claude-sonnet-4-20250514' },
    { type: 'text', text: 'I will add the health endpoint.' },
    { type: 'usage', inputTokens: 1200, cacheReadTokens: 5000 },
    { type: 'tool_call', id: 'toolu_fake1_1', name: 'Write', input: { file_path: '/workspace/repo/health.js' } },
    { type: 'tool_result', id: 'toolu_fake1_1', ok: true, output: expect.stringContaining('File created') },
    { type: 'tool_call', name: 'Bash' },
    { type: 'usage' },
    { type: 'tool_result', ok: true, output: '9d4391b feat: add health' },
    { type: 'text', text: 'Done: added health.js and committed it.' },
    { type: 'usage' },
    { type: 'usage', inputTokens: 0, outputTokens: 123, costUSD: expect.closeTo(0.020565, 6) },
    { type: 'end', ok: true, turns: 3, durationMs: 788 },
  ])
})

test.each([
  ['an unknown line', '{"type":"news"}', [{ type: 'text', text: '{"type":"news"}' }]],
  ['a line cut short', '{"type":"resu', [{ type: 'text', text: '{"type":"resu' }]],
  ['no object', '[1]', [{ type: 'text', text: '[1]' }]],
  ['a stray null', 'null', [{ type: 'text', text: 'null' }]],
  ['a message without content', '{"type":"assistant","message":null}', []],
  [
    'a refusal of a subscription',
    '{"type":"rate_limit_event","rate_limit_info":{"status":"rejected","resetsAt":1800000000}}',
    [{ type: 'rate_limited', until: '2027-01-15T08:00:00.000Z' }],
  ],
  [
    'a model without a price',
    '{"type":"result","is_error":false,"total_cost_usd":0,"modelUsage":{"m":{"inputTokens":5,"costBasis":"unknown"}}}',
    [
      { type: 'usage', inputTokens: 5, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
      { type: 'end', ok: true },
    ],
  ],
])('%s', (_, line, events) => {
  expect(JSON.parse(JSON.stringify(claudeCode.parser().line(line)))).toEqual(events)
})
