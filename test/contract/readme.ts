/** What the README of this folder says of the suite, so that its counts are true. */
import { differences } from './differences.ts'
import { subjects } from './subjects.ts'

const start = '<!-- counts:start -->'
const end = '<!-- counts:end -->'

/** The text with the part between its marks made anew. */
export function readme(text: string): string {
  const [before = '', rest = ''] = text.split(start)
  const [, after = ''] = rest.split(end)
  return `${before}${start}\n${counts()}\n${end}${after}`
}

function counts(): string {
  const rows = Object.entries(subjects).map(([subject, cases]) => `| ${subject} | ${Object.keys(cases).length} |`)
  const total = Object.values(subjects).reduce((sum, cases) => sum + Object.keys(cases).length, 0)
  const listed = differences.flatMap(({ reason, at }) => [
    `- ${reason}`,
    ...at.map((place) => `  - \`${place.replaceAll('~1', '/')}\``),
  ])
  return [
    `${total} cases, ${differences.length} listed differences.`,
    '',
    '| subject | cases |',
    '| --- | --- |',
    ...rows,
    '',
    'Where the embedded server answers otherwise, and why that stays (`subject/case/answer/place`):',
    '',
    ...listed,
  ].join('\n')
}
