import { expect, test } from 'vitest'
import { parseRecord } from '../../src/agents/events.ts'
import { agentNamed, agents } from '../../src/agents/table.ts'
import { aRun } from './a-run.ts'

const { custom } = agents

test('the command is taken as it stands', () => {
  const config = { command: ['sh', '-c'], args: ['echo "$1"', '$(x)'] }
  expect(custom.argv(aRun({ config }))).toEqual(['sh', '-c', 'echo "$1"', '$(x)'])
  expect(custom.argv(aRun())).toEqual([])
})

test.each([
  ['plain text', { type: 'text', text: 'plain text' }],
  ['', { type: 'text', text: '' }],
  ['{not json', { type: 'text', text: '{not json' }],
  ['{"type":"unknown"}', { type: 'text', text: '{"type":"unknown"}' }],
  ['{"type":"end"}', { type: 'text', text: '{"type":"end"}' }],
  ['{"type":"end","ok":true,"more":1}', { type: 'text', text: '{"type":"end","ok":true,"more":1}' }],
  ['{"type":"end","ok":false,"reason":"gave up","turns":3}', { type: 'end', ok: false, reason: 'gave up', turns: 3 }],
  ['{"type":"text","text":"hello"}', { type: 'text', text: 'hello' }],
  ['{"type":"usage","inputTokens":5,"costUSD":0.25}', { type: 'usage', inputTokens: 5, costUSD: 0.25 }],
  [
    '{"type":"tool_call","id":"1","name":"Bash","input":{"a":[]}}',
    { type: 'tool_call', id: '1', name: 'Bash', input: { a: [] } },
  ],
  ['{"type":"usage","inputTokens":-5}', { type: 'text', text: '{"type":"usage","inputTokens":-5}' }],
])('line %j', (line, event) => {
  expect(custom.parser().line(line)).toEqual([event])
})

test.each([
  '',
  '{}',
  '{"n":0,"time":"t","event":{"type":"text","text":"x"}}',
  '{"n":1,"event":{"type":"text","text":"x"}}',
  'null',
  '{"n":1,"time":"t","event":null}',
])('no record: %j', (line) => {
  expect(parseRecord(line)).toBeUndefined()
})

test('a record is read back', () => {
  const record = { n: 3, time: '2026-01-01T00:00:00.000Z', event: { type: 'denied', tool: 'Bash' } }
  expect(parseRecord(JSON.stringify(record))).toEqual(record)
})

test('agents that are not there yet have no record', () => {
  expect(agentNamed('custom')).toBe(custom)
  expect(agentNamed('opencode')).toBeUndefined()
  expect(agentNamed('toString')).toBeUndefined()
})
