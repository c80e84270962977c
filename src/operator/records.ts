/** Records of attempts, written beside their Polecats, and trimmed when they take too much room. */
import { emptied, recordMap, recordRole, type Recorded } from '../attempt/record-map.ts'
import { removeRecord, removeRecordsOf } from '../attempt/remove-records.ts'
import { isKind } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { configMaps, type KubeObject } from '../kube/resources.ts'
import { annotations, labels } from '../polecat/names.ts'
import type { Polecat } from '../polecat/schema.ts'
import type { OperatorLog } from './report/operator-log.ts'

export interface RecordsOptions {
  readonly client: Client
  readonly polecatNamespace: string
  /** Bytes of all records together (default: 64 MiB). */
  readonly recordBytes?: number
  readonly log: Pick<OperatorLog, 'warn'>
  /** Runs work that nothing waits for. */
  later(work: () => Promise<void>): void
}

export interface Records {
  /** Resolves once the record is written, or cannot be. */
  write(polecat: Polecat, attempt: number, recorded: Recorded): Promise<void>
  /** Removes all of a polecat. */
  removeOf(polecat: Polecat): Promise<void>
}

const usualBytes = 64 * 1024 * 1024
/** Room that is made at once, so that not every record makes some. */
const kept = 0.9
/** Bytes that a record without data takes. */
const emptyBytes = 1024
const ours = `${labels.role}=${recordRole}`

export function openRecords({
  client,
  polecatNamespace,
  recordBytes = usualBytes,
  log,
  later,
}: RecordsOptions): Records {
  /** Bytes of all, once they were counted. */
  let used: number | undefined

  async function trim(): Promise<void> {
    const all = await client.listMetadata(configMaps, { namespace: polecatNamespace, labelSelector: ours })
    used = all.reduce((sum, record) => sum + bytesOf(record), 0)
    if (used <= recordBytes) return
    const oldestFirst = all.toSorted((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1))
    for (const record of oldestFirst) {
      if (used <= recordBytes * kept) return
      if (heldBy(record) === 0) continue
      used -= heldBy(record)
      await removeRecord(client, record)
      await client.create(configMaps, emptied(record)).catch(unlessThere)
    }
    for (const record of oldestFirst) {
      if (used <= recordBytes * kept) return
      used -= emptyBytes
      await removeRecord(client, record)
    }
  }

  return {
    async write(polecat, attempt, recorded) {
      const map = recordMap(polecat, attempt, recorded)
      try {
        await client.create(configMaps, map)
      } catch (error) {
        // Written before, by the operator that led then.
        if (isKind(error, 'conflict')) return
        if (!isKind(error, 'denied', 'invalid', 'not-found')) throw error
        log.warn('cannot write the record of an attempt', {
          polecat: polecat.metadata.name,
          attempt,
          error: error.message,
        })
        return
      }
      if (used !== undefined) used += bytesOf(map)
      if (used === undefined || used > recordBytes) later(trim)
    },

    async removeOf({ metadata }) {
      await removeRecordsOf(client, polecatNamespace, metadata.uid ?? '')
      used = undefined
    },
  }
}

function bytesOf(record: KubeObject): number {
  return emptyBytes + heldBy(record)
}

function heldBy({ metadata }: KubeObject): number {
  const bytes = Number(metadata?.annotations?.[annotations.recordBytes])
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : 0
}

function timeOf({ metadata }: KubeObject): string {
  return metadata?.annotations?.[annotations.finishedAt] ?? metadata?.creationTimestamp ?? ''
}

function unlessThere(error: unknown): void {
  if (!isKind(error, 'conflict')) throw error
}
