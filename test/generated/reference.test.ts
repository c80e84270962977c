/** Of the pages themselves; that they are up to date is said beside. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { commandsPage } from '../../scripts/generate/commands.ts'
import { fieldsPage } from '../../scripts/generate/fields.ts'
import { manifest } from '../../scripts/generate/manifest.ts'
import { customResource } from '../../src/polecat/crd/custom-resource.ts'
import { reasonNames, remedies } from '../../src/outcome/reasons.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const localFlag = (summary: string) => ({ local: { name: 'local', type: 'boolean' as const, summary } })
const globalSummary = 'Use local mode: this machine, without Kubernetes.'

test('a command is shown as its help shows it', () => {
  const text = commandsPage([
    {
      id: 'polecat:wait',
      aliases: ['wait'],
      args: { name: { description: 'The polecats.', required: true, multiple: true } },
      flags: {
        for: {
          name: 'for',
          type: 'option',
          summary: 'What to wait for.',
          options: ['done', 'started'],
          default: 'done',
        },
        label: { name: 'label', type: 'option', char: 'l', summary: 'Labels.', helpValue: 'KEY=VALUE', multiple: true },
        image: { name: 'image', type: 'option', summary: 'Image.', env: 'GASTOWN_IMAGE', required: true },
        secret: { name: 'secret', type: 'boolean', hidden: true },
      },
      summary: 'Wait for polecats.',
      description: 'See "<%= config.bin %> help exit-codes".',
      examples: ['<%= config.bin %> wait a --for started'],
    },
  ])
  expect(text).toContain(
    [
      '## gastown polecat wait',
      '',
      'Wait for polecats. Also `gastown wait`.',
      '',
      '```',
      'gastown polecat wait NAME… [flags]',
      '```',
      '',
      'See "gastown help exit-codes".',
      '',
      '| argument | meaning |',
      '| --- | --- |',
      '| `NAME…` | The polecats. |',
      '',
      '| flag | meaning |',
      '| --- | --- |',
      '| `--for done\\|started` | What to wait for. Default: `done`. |',
      '| `--image VALUE` | Image. Required. Environment: `GASTOWN_IMAGE`. |',
      '| `-l, --label KEY=VALUE` | Labels. May be repeated. |',
      '',
      '```sh',
      'gastown wait a --for started',
      '```',
    ].join('\n'),
  )
})

test('global flags are shown once, unless a command means something else by one', () => {
  const command = { aliases: [], args: {} }
  const text = commandsPage([
    { ...command, id: 'one', flags: localFlag(globalSummary) },
    { ...command, id: 'two', flags: localFlag(globalSummary) },
    { ...command, id: 'three', flags: localFlag('Something else.') },
  ])
  expect(text.split('\n').filter((line) => line.includes('--local'))).toEqual([
    `| \`--local\` | ${globalSummary} |`,
    '| `--local` | Something else. |',
  ])
})

test('a template that has no value is no text for a page', () => {
  const command = { id: 'one', aliases: [], args: {}, examples: ['<%= config.version %>'] }
  expect(() => commandsPage([command])).toThrow('one: no value for the template in "<%= config.version %>"')
})

test('fields are shown with their types, bounds and defaults', () => {
  const crd = customResource({
    kind: 'Thing',
    description: 'A thing.',
    scope: 'Cluster',
    shortNames: ['th'],
    columns: [],
    spec: {
      type: 'object',
      required: ['size'],
      properties: {
        size: { type: 'integer', minimum: 1, maximum: 9, description: 'How large.' },
        state: { type: 'string', enum: ['On', 'Off'], default: 'On' },
        parts: {
          type: 'array',
          maxItems: 3,
          items: { type: 'object', properties: { name: { type: 'string', maxLength: 8 } } },
        },
        labels: { type: 'object', additionalProperties: { type: 'string', pattern: '^a|b$' } },
      },
    },
    status: { type: 'object', properties: { reason: { type: 'string', enum: [...reasonNames] } } },
    rules: [{ rule: 'true', message: 'no rule', fieldPath: '.spec.size' }],
  })
  const text = fieldsPage(crd)
  expect(text.split('\n').filter((line) => line.startsWith('| `'))).toEqual([
    '| `size` | integer (1 to 9) | required | How large. |',
    '| `state` | `On` `Off` | `"On"` |  |',
    '| `parts` | list of object, at most 3 |  |  |',
    '| `parts[].name` | string (≤ 8) |  |  |',
    '| `labels` | map of string `^a\\|b$` |  |  |',
    '| `reason` | [reason](outcomes.md) |  |  |',
    '| `spec.size` | no rule |',
  ])
})

test('what to do about an outcome is said with commands and flags that exist', async () => {
  const commands = Object.values((await manifest(root)).commands)
  const known = new Set(commands.flatMap(({ id, aliases }) => [id, ...aliases]).map((id) => id.replaceAll(':', ' ')))
  const flags = new Set(commands.flatMap((command) => Object.keys(command.flags)))
  const wrong = Object.entries(remedies).flatMap(([reason, remedy]) => {
    const words = [...remedy.matchAll(/`([^`]+)`/g)].map(([, word]) => word ?? '')
    const calls = words.flatMap((word) => /^gastown ([a-z][a-z-]*(?: [a-z][a-z-]*)*)/.exec(word)?.slice(1) ?? [])
    const given = words.flatMap((word) => [...word.matchAll(/--([a-z-]+)/g)].map(([, flag]) => flag ?? ''))
    return [
      ...calls.filter((call) => !known.has(call)).map((call) => `${reason}: there is no command ${call}`),
      ...given.filter((flag) => !flags.has(flag)).map((flag) => `${reason}: there is no flag --${flag}`),
    ]
  })
  expect(wrong).toEqual([])
})

test('every page is one that the reference lists, with a title', () => {
  for (const name of ['commands', 'polecat', 'rig', 'outcomes', 'events', 'metrics', 'environment'])
    expect(readFileSync(new URL(`../../docs/reference/${name}.md`, import.meta.url), 'utf8')).toMatch(/^# [A-Z]/)
})
