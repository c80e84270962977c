import { expect, test } from 'vitest'
import { loadDocuments } from '../../../src/polecat/validate/load.ts'
import { problemsOf } from '../../support/problems-of.ts'

function values(text: string): unknown[] {
  return loadDocuments(text, 'x.yaml').map(({ value }) => value)
}

test.each<[string, string, unknown[]]>([
  ['YAML', 'a: 1\nb: [x]\n', [{ a: 1, b: ['x'] }]],
  ['many documents', '---\na: 1\n---\n# nothing\n---\nb: 2\n...\n', [{ a: 1 }, { b: 2 }]],
  ['JSON', '{"a": {"b": "c"}}', [{ a: { b: 'c' } }]],
  ['a list of objects', 'kind: List\nitems: [{a: 1}, {a: 2}]', [{ a: 1 }, { a: 2 }]],
  ['words that YAML 1.1 took for booleans', 'a: yes\nb: on', [{ a: 'yes', b: 'on' }]],
  ['anchors and merges', 'x: &x {a: 1}\ny: {<<: *x, b: 2}', [{ x: { a: 1 }, y: { a: 1, b: 2 } }]],
  ['a byte order mark', '\uFEFFa: 1', [{ a: 1 }]],
  ['a block of text', 'a: |\n  $(touch X)\n  "q"\n', [{ a: '$(touch X)\n"q"\n' }]],
])('%s', (_, text, expected) => {
  expect(values(text)).toEqual(expected)
})

test.each<[string, string, string]>([
  ['a colon too many', 'a: 1\nb: c: d\n', 'x.yaml:2:4: expected one'],
  ['an open quote', 'a: 1\nb: "x\nc: 2\n', 'x.yaml:2:4: expected a closing quote for the one here'],
  ['an open list', 'a: [1, 2\n', 'x.yaml:2:1: '],
  ['a tab', 'a:\n\tb: 1\n', 'x.yaml:2:1: '],
  ['a field twice', 'a: 1\nb: 2\na: 3\n', 'x.yaml:3:1: duplicate field'],
  ['a field twice in JSON', '{"a": 1, "a": 2}', 'x.yaml:1:10: duplicate field'],
  ['bad indent', 'a:\n    b: 1\n  c: 2\n', 'x.yaml:3:'],
  ['an unknown tag', 'a: !python/object x\n', 'x.yaml:1:4: '],
])('%s is refused with line and column', (_, text, expected) => {
  expect(problemsOf(() => values(text))[0]).toContain(expected)
})

test('nothing of a malformed file is repeated', () => {
  expect(problemsOf(() => values('key: "sk-S3CRET\nb: x: S3CRET\n')).join()).not.toContain('S3CRET')
})

test('an alias bomb is refused', () => {
  const lines = ['a0: &a0 [x,x,x,x,x,x,x,x,x]']
  for (let i = 1; i < 9; i++)
    lines.push(
      `a${i}: &a${i} [${Array(9)
        .fill(`*a${i - 1}`)
        .join(',')}]`,
    )
  expect(problemsOf(() => values(lines.join('\n')))[0]).toContain('alias')
})

test.each(['', '\n', '# only a comment\n', '---\n---\n'])('%j contains no document', (text) => {
  expect(() => values(text)).toThrow('x.yaml contains no document')
})

test('a document knows the lines of its fields', () => {
  const [first, second] = loadDocuments('a:\n  b:\n    - c: 1\n---\na: 2\n', 'x.yaml')
  expect(first?.lineOf(['a', 'b', 0, 'c'])).toBe(3)
  expect(first?.lineOf(['a', 'x'])).toBeUndefined()
  expect(second?.lineOf(['a'])).toBe(5)
})

test("so does a list's item", () => {
  const [, item] = loadDocuments('kind: List\nitems:\n- a: 1\n- a: 2\n', 'x.yaml')
  expect(item?.lineOf(['a'])).toBe(4)
})
