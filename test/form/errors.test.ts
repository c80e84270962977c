/** How errors, notices, hints and descriptions of fields read, wherever they are written. */
import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { bannedIn } from './form.ts'
import { literalsIn, type Literal } from './literals.ts'

const src = fileURLToPath(new URL('../../src', import.meta.url))

/** The embedded API server says what Kubernetes says. */
const files = globSync('**/*.{ts,tsx}', { cwd: src, exclude: ['apiserver/**'] }).toSorted()

type Role = 'error' | 'problem' | 'hint' | 'notice' | 'field' | 'other'

/** By what stands before a literal. */
const roles: readonly (readonly [Role, RegExp])[] = [
  ['error', /\b(?:GastownError|GitFailure)\(\s*''\s*,\s*$|\binvalid\(\s*$/],
  ['problem', /\bmessage:\s*$/],
  ['hint', /\bhints?:\s*\[?\s*$/],
  ['notice', /\bnotice\(\s*$/],
  ['field', /\bdescribe\(\s*$/],
]

interface Text extends Literal {
  readonly file: string
  readonly role: Role
}

const texts = files.flatMap((file) => {
  const found = literalsIn(readFileSync(`${src}/${file}`, 'utf8'))
  return found.filter(isSentence).map((literal): Text => ({ ...literal, file, role: roleOf(literal) }))
})

function isSentence({ text, before }: Literal): boolean {
  // Scripts of the shell have lines, and options and patterns no words.
  return (
    /[a-z…][,;:]? [a-z…]/i.test(text) && !text.includes('\n') && !text.includes('\\n') && !/\bfrom\s*$/.test(before)
  )
}

function roleOf({ before }: Literal): Role {
  return roles.find(([, pattern]) => pattern.test(before))?.[0] ?? 'other'
}

function problemsOf({ role, text }: Pick<Text, 'role' | 'text'>): string[] {
  return [
    ...bannedIn(text),
    ...(role === 'error' && /^[A-Z](?![A-Z])/.test(text) && !/^[A-Z]\w+ /.test(text) ? ['begins with a capital'] : []),
    ...((role === 'error' || role === 'problem') && text.endsWith('.') ? ['ends with a period'] : []),
    ...(role === 'field' && !/^[A-Z]/.test(text) ? ['does not begin with a capital letter'] : []),
    ...(role === 'field' && !text.endsWith('.') ? ['does not end with a period'] : []),
  ]
}

test('what users read has the form', () => {
  const problems = texts.flatMap((text) =>
    problemsOf(text).map((problem) => `src/${text.file}:${text.line}: ${problem}: ${text.text}`),
  )
  expect(problems).toEqual([])
})

test.each<[Role, number]>([
  ['error', 150],
  ['problem', 100],
  ['hint', 70],
  ['notice', 60],
  ['field', 120],
  ['other', 1000],
])('texts of the kind %s are found', (role, least) => {
  expect(texts.filter((text) => text.role === role).length).toBeGreaterThan(least)
})

test('literals are found with what stands before them', () => {
  const source = [
    "import { a } from './it.ts' // don't",
    "const x = /'/.test(y) ? `the ${kind === 'a' ? `rig '${name}'` : \"b\"} tells` : ''",
    "/* it's */ throw new GastownError('invalid', \"what's wrong\", { hints: ['Do it with: x'] })",
  ].join('\n')
  const found = literalsIn(source)
  expect(found.map(({ text }) => text)).toEqual([
    './it.ts',
    'the … tells',
    '',
    'invalid',
    "what's wrong",
    'Do it with: x',
  ])
  expect(found.map(({ line }) => line)).toEqual([1, 2, 2, 3, 3, 3])
  expect(found.map(roleOf)).toEqual(['other', 'other', 'other', 'other', 'error', 'hint'])
})

test.each<[Role, string, string]>([
  ['error', 'conflicting flags so far', 'has "so far"'],
  ['problem', 'it is no URL', 'has "is no URL"'],
  ['error', 'the rig is no longer there', 'nothing'],
  ['problem', 'expected a name.', 'ends with a period'],
  ['notice', 'The exit code tells it.', 'has "tells"'],
  ['field', 'name of the rig.', 'does not begin with a capital letter'],
])('%s "%s": %s', (role, text, problem) => {
  const problems = problemsOf({ role, text })
  expect(problems.length === 0 ? ['nothing'] : problems).toContain(problem)
})
