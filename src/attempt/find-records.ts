/** Records of attempts, found again by name of the polecat, or by its uid. */
import { isKind } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { configMaps, type KubeObject } from '../kube/resources.ts'
import { labelValue } from '../pod/labels.ts'
import { annotations, labels } from '../polecat/names.ts'
import { parseRecordMap, recordRole, type AttemptRecord } from './record-map.ts'

export interface RecordPlace {
  readonly client: Client
  readonly namespace: string
  readonly signal: AbortSignal
}

export interface WhichRecord {
  readonly name: string
  /** Else of any polecat that had this name. */
  readonly uid?: string
  /** Else the newest. */
  readonly attempt?: number
}

/** Newest first, without what they hold. None where nobody may look. */
async function listRecords({ client, namespace, signal }: RecordPlace, which: WhichRecord): Promise<KubeObject[]> {
  const terms = [
    [labels.role, recordRole],
    [labels.polecat, labelValue(which.name)],
    [labels.polecatUid, which.uid],
    [labels.attempt, which.attempt],
  ]
  const wanted = terms.filter(([, value]) => value !== undefined)
  const labelSelector = wanted.map(([label, value]) => `${label}=${value}`).join(',')
  try {
    const found = await client.listMetadata(configMaps, { namespace, labelSelector, signal })
    return found.toSorted((a, b) => timeOf(b) - timeOf(a) || attemptOf(b) - attemptOf(a))
  } catch (error) {
    if (isKind(error, 'denied')) return []
    throw error
  }
}

/** The newest record of them; undefined where there is none that holds anything. */
export async function findRecord(place: RecordPlace, which: WhichRecord): Promise<AttemptRecord | undefined> {
  for (const record of await listRecords(place, which)) {
    const read = await readRecordMap(place, record)
    if (read !== undefined) return read
  }
  return undefined
}

async function readRecordMap(
  { client, namespace, signal }: RecordPlace,
  { metadata }: KubeObject,
): Promise<AttemptRecord | undefined> {
  try {
    return parseRecordMap(await client.get(configMaps, metadata?.name ?? '', namespace, { signal }))
  } catch (error) {
    if (isKind(error, 'not-found', 'denied')) return undefined
    throw error
  }
}

function timeOf({ metadata }: KubeObject): number {
  return Date.parse(metadata?.annotations?.[annotations.finishedAt] ?? metadata?.creationTimestamp ?? '') || 0
}

function attemptOf({ metadata }: KubeObject): number {
  return Number(metadata?.labels?.[labels.attempt]) || 0
}
