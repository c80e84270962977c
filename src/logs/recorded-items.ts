import type { AttemptRecord } from '../attempt/record-map.ts'
import type { SaidItem } from './agent-log.ts'

type Told = Pick<AttemptRecord, 'transcript' | 'events' | 'shortened' | 'missing'>

/** Events of a record, with a gap wherever numbers are missing. */
export function recordedItems({ transcript, events, shortened, missing }: Told): SaidItem[] {
  const items: SaidItem[] = missing === undefined ? [] : [gap(missing)]
  if (shortened > 0) items.push(gap(`long texts of ${shortened} events are shortened`))
  let last = 0
  for (const record of transcript) {
    items.push(...jump(last, record.n), { type: 'event', ...record })
    last = record.n
  }
  return [...items, ...jump(last, events + 1)]
}

function jump(last: number, next: number): SaidItem[] {
  const count = next - last - 1
  if (count <= 0) return []
  return [
    gap(
      count === 1
        ? `event ${last + 1} is not recorded`
        : `${count} events are not recorded, ${last + 1} to ${next - 1}`,
    ),
  ]
}

function gap(reason: string): SaidItem {
  return { type: 'gap', reason }
}
