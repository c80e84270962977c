/** How the help reads: like that of gh and kubectl. `npm run generate` writes the manifest from what the commands declare. */
import { expect, test } from 'vitest'
import manifest from '../../oclif.manifest.json' with { type: 'json' }
import packageJson from '../../package.json' with { type: 'json' }
import { formProblems, type Kind } from './form.ts'

interface Text {
  readonly place: string
  readonly kind: Kind
  readonly text: string | undefined
}

interface Declared {
  readonly name: string
  readonly summary?: string
  readonly description?: string
  readonly hidden?: boolean
}

const commands = Object.values(manifest.commands).flatMap((command): Text[] => {
  const place = `gastown ${command.id.replaceAll(':', ' ')}`
  const shown = (declared: Readonly<Record<string, Declared>>) => Object.values(declared).filter((one) => !one.hidden)
  return [
    { place, kind: 'summary', text: command.summary },
    ...('description' in command ? [{ place, kind: 'description' as const, text: command.description }] : []),
    ...shown(command.args as Record<string, Declared>).map(({ name, description }) => ({
      place: `${place} ${name.toUpperCase()}`,
      kind: 'argument' as const,
      text: description,
    })),
    ...shown(command.flags as Record<string, Declared>).map(({ name, summary }) => ({
      place: `${place} --${name}`,
      kind: 'flag' as const,
      text: summary,
    })),
  ]
})
const topics = Object.entries(packageJson.oclif.topics).map(([name, { description }]): Text => ({
  place: `gastown ${name}`,
  kind: 'summary',
  text: description,
}))

test('summaries, descriptions, flags and arguments have the form', () => {
  const problems = [...topics, ...commands].flatMap(({ place, kind, text }) =>
    formProblems(kind, text).map((problem) => `${place}: ${problem}: ${text}`),
  )
  expect(problems).toEqual([])
})

function count(kind: Kind): number {
  return commands.filter((one) => one.kind === kind).length
}

test('all of them are read', () => {
  expect(count('summary')).toBe(Object.keys(manifest.commands).length)
  expect(count('description')).toBeGreaterThan(20)
  expect(count('argument')).toBeGreaterThan(10)
  expect(count('flag')).toBeGreaterThan(200)
})

test.each<[Kind, string | undefined, string]>([
  ['summary', 'Make a rig.', 'does not begin with a verb of the list'],
  ['summary', 'Show polecats', 'does not end with a period or a parenthesis'],
  ['summary', 'Show polecats. Then more.', 'is more than one sentence'],
  ['flag', 'Also those that have finished.', 'begins with "Also"'],
  ['flag', 'name of the Secret.', 'does not begin with a capital letter'],
  ['flag', 'Name of the Secret; else all.', 'has "else"'],
  ['flag', 'Show how polecats stand.', 'has "stand"'],
  ['flag', `Name ${'x'.repeat(120)}.`, 'is longer than 110 characters'],
  ['flag', 'Conditions: Conditions: Accepted.', 'repeats a word'],
  ['flag', 'Coding agent (default: custom.', 'has a parenthesis without its other half'],
  ['argument', undefined, 'is missing'],
  ['description', 'Shows the work so far.', 'has "so far"'],
])('%s "%s": %s', (kind, text, problem) => {
  expect(formProblems(kind, text)).toContain(problem)
})
