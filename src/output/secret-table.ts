import type { Terminal } from '../terminal.ts'
import { showTime } from './age.ts'
import { tableLines, type Column } from './table.ts'

/** What is shown of a Secret; none of it is secret. */
export interface SecretRow {
  readonly name: string
  readonly role: string
  readonly provider: string
  readonly keys: readonly string[]
  readonly fingerprints: readonly string[]
  /** RFC 3339. */
  readonly expires?: string
  readonly created?: string
}

export interface SecretTableStyle {
  readonly terminal: Terminal
  readonly now: number
  readonly wide: boolean
}

export function secretTable(rows: readonly SecretRow[], { terminal, now, wide }: SecretTableStyle): string[] {
  const time = (at: string | undefined) => showTime(at, { relative: terminal.isTerminal, now })
  const columns: Column<SecretRow>[] = [
    { title: 'NAME', value: ({ name }) => name },
    { title: 'ROLE', value: ({ role }) => role },
    { title: 'PROVIDER', value: ({ provider }) => provider },
    { title: 'EXPIRES', value: ({ expires }) => time(expires) },
    { title: 'AGE', value: ({ created }) => time(created) },
    { title: 'KEYS', value: ({ keys }) => keys.join(','), elastic: true },
    ...(wide ? [{ title: 'FINGERPRINTS', value: ({ fingerprints }: SecretRow) => fingerprints.join(',') }] : []),
  ]
  return tableLines(columns, rows, wide ? undefined : terminal.width)
}

/** One key of a Secret that was checked. */
export interface CheckRow {
  readonly name: string
  readonly key: string
  readonly what: string
  readonly fingerprint: string
  readonly expires?: string
  /** Nothing was asked of any service, so that nobody knows whether it is taken. */
  readonly state: 'well-formed' | 'bad'
}

export function checkTable(rows: readonly CheckRow[], { terminal, now }: Omit<SecretTableStyle, 'wide'>): string[] {
  return tableLines<CheckRow>(
    [
      { title: 'NAME', value: ({ name }) => name },
      { title: 'KEY', value: ({ key }) => key },
      {
        title: 'STATE',
        value: ({ state }) => state,
        paint: ({ state }, text) => (state === 'bad' ? terminal.paint('red', text) : text),
      },
      { title: 'EXPIRES', value: ({ expires }) => showTime(expires, { relative: terminal.isTerminal, now }) },
      { title: 'WHAT', value: ({ what }) => what },
      { title: 'FINGERPRINT', value: (row) => row.fingerprint, elastic: true },
    ],
    rows,
    terminal.width,
  )
}
