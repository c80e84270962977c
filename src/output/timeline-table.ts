import { showTime } from './age.ts'
import type { TableStyle } from './polecat/polecat-table.ts'
import type { Column } from './table.ts'
import type { Moment } from './timeline.ts'

export function timelineColumns({ terminal, now, wide = false }: TableStyle): Column<Moment>[] {
  const time = (at: string) => showTime(at, { relative: terminal.isTerminal, now: now() })
  const longest = terminal.isTerminal ? '59m ago'.length : '2026-01-01T00:00:00Z'.length
  const columns: Column<Moment>[] = [
    { title: 'TIME', value: (moment) => time(moment.time), longest },
    {
      title: 'TYPE',
      value: ({ type }) => type,
      longest: 'Warning'.length,
      paint: ({ type }, text) => (type === 'Warning' ? terminal.paint('yellow', text) : text),
    },
    { title: 'REASON', value: ({ reason }) => reason, longest: 'agent started'.length },
    { title: 'ABOUT', value: ({ about }) => about, longest: 'attempt 1'.length },
    {
      title: 'MESSAGE',
      value: ({ message, count, since }) =>
        since === undefined ? message : `${message} (${count} times since ${time(since)})`,
      elastic: true,
    },
  ]
  const further: Column<Moment>[] = [
    { title: 'SOURCE', value: ({ source }) => source },
    { title: 'OBJECT', value: ({ object }) => object },
  ]
  return wide ? [...columns.slice(0, -1), ...further, ...columns.slice(-1)] : columns
}
