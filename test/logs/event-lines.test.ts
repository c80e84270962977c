import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { claudeCode } from '../../src/agents/claude-code.ts'
import type { AgentEvent } from '../../src/agents/events.ts'
import { eventLines } from '../../src/logs/event-lines.ts'

function linesOf(name: string): string[] {
  const parser = claudeCode.parser()
  const text = readFileSync(join(import.meta.dirname, `../fixtures/agents/claude-${name}.ndjson`), 'utf8')
  return text.trimEnd().split('\n').flatMap(parser.line).flatMap(eventLines)
}

test('a whole run', () => {
  expect(linesOf('ok')).toEqual([
    '▶ claude-code claude-sonnet-4-20250514',
    'I will add the health endpoint.',
    '→ Write /workspace/repo/health.js',
    '  File created successfully at: /workspace/repo/health.js (file state is current in your context — no need to Read it back)',
    '→ Bash git add -A && git commit -q -m "feat: add health" && git log --oneline -1',
    '  9d4391b feat: add health',
    'Done: added health.js and committed it.',
    '$ 0.0206',
    '■ succeeded after 3 turns',
  ])
})

test('a run that fails', () => {
  expect(linesOf('529-retries')).toEqual([
    '▶ claude-code claude-opus-5-5',
    '… retrying the request to the model in 0.6 s (HTTP 529)',
    '… retrying the request to the model in 1.2 s (HTTP 529)',
    expect.stringMatching(/^API Error: Repeated 529/),
    '$ 0.0000',
    expect.stringMatching(/^■ failed after 1 turn: API Error: Repeated 529/),
  ])
})

test.each<[string, AgentEvent, string[]]>([
  [
    'an answer of many lines',
    { type: 'tool_result', id: '1', ok: true, output: 'a\n\nb\nc\nd\ne' },
    ['  a', '  b', '  c', '  … and 2 more lines'],
  ],
  ['a failure', { type: 'tool_result', id: '1', ok: false, output: 'no such file' }, ['✗ failed', '  no such file']],
  ['an answer without a word', { type: 'tool_result', id: '1', ok: true, output: '' }, []],
  [
    'a tool with other fields',
    { type: 'tool_call', id: '1', name: 'Todo', input: { items: [1] } },
    ['→ Todo {"items":[1]}'],
  ],
  ['a tool with none', { type: 'tool_call', id: '1', name: 'Stop', input: {} }, ['→ Stop']],
  [
    'a command of several lines',
    { type: 'tool_call', id: '1', name: 'Bash', input: { command: 'a\n b' } },
    ['→ Bash a ⏎ b'],
  ],
  ['what was denied', { type: 'denied', tool: 'Write' }, ['✗ Write was denied']],
  ['a limit', { type: 'rate_limited', until: '2026-01-01T00:00:00Z' }, ['… rate limited until 2026-01-01T00:00:00Z']],
  ['tokens alone', { type: 'usage', inputTokens: 5 }, []],
])('%s', (_, event, lines) => {
  expect(eventLines(event)).toEqual(lines)
})
