/**
 * The record of an attempt as a ConfigMap beside its Polecat: what is left of it once pod and Polecat are gone. Its
 * transcript is NDJSON in gzip, for `base64 -d | zcat`.
 */
import { z } from 'zod'
import type { TranscriptRecord } from '../agents/events.ts'
import type { KubeObject } from '../kube/resources.ts'
import type { V1ConfigMap } from '../kube/wire.ts'
import { marksOf } from '../pod/labels.ts'
import { recordName } from '../pod/names.ts'
import { annotations, apiVersion, labels } from '../polecat/names.ts'
import type { Polecat } from '../polecat/schema.ts'
import { recordMost, recordsIn } from '../record/events.ts'

/** Value of the label `gastown.io/role`. */
export const recordRole = 'record'
const files = { about: 'record.json', transcript: 'transcript.ndjson.gz' } as const
/** Characters of the task that a record keeps. */
const longestTask = 4000

export interface Recorded {
  /** NDJSON in gzip; empty where there is none. */
  readonly transcript: Buffer
  /** Number of the last event that the agent is known to have made. */
  readonly events: number
  /** Events whose long texts are shortened. */
  readonly shortened: number
  /** Why some of it is missing, where the numbers of the events alone do not say it. */
  readonly missing?: string
}

/** What an attempt left, read from its record. */
export interface AttemptRecord extends Omit<Recorded, 'transcript'> {
  readonly attempt: number
  /** As it was when the attempt had ended: without its environment, its task shortened. */
  readonly polecat: Polecat
  readonly transcript: readonly TranscriptRecord[]
}

export function recordMap(polecat: Polecat, attempt: number, recorded: Recorded): V1ConfigMap {
  const { transcript, ...about } = recorded
  const text = JSON.stringify({ version: 1, attempt, polecat: kept(polecat, attempt), ...about })
  const bytes = Buffer.byteLength(text) + transcript.length
  return {
    ...stub(polecat, attempt, bytes),
    immutable: true,
    data: { [files.about]: text },
    ...(transcript.length > 0 && { binaryData: { [files.transcript]: transcript.toString('base64') } }),
  }
}

/** The same without its data, as it stays when records take too much room. */
export function emptied({ metadata }: KubeObject): V1ConfigMap {
  const { name, namespace, labels: marks, annotations: notes } = metadata ?? {}
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, namespace, labels: marks, annotations: { ...notes, [annotations.recordBytes]: '0' } },
    immutable: true,
  }
}

function stub(polecat: Polecat, attempt: number, bytes: number): V1ConfigMap {
  const marks = marksOf(polecat, attempt)
  const { reason, usage, finishedAt } = statusOf(polecat, attempt) ?? {}
  const notes = {
    ...marks.annotations,
    [annotations.rig]: polecat.spec.rig,
    ...(reason !== undefined && { [annotations.outcome]: reason }),
    [annotations.cost]: usage?.costUSD === undefined ? 'unknown' : String(usage.costUSD),
    ...(finishedAt !== undefined && { [annotations.finishedAt]: finishedAt }),
    [annotations.recordBytes]: String(bytes),
  }
  const { namespace } = polecat.metadata
  const metadata = { name: recordName(polecat, attempt), namespace, annotations: notes }
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { ...metadata, labels: { ...marks.labels, [labels.role]: recordRole } },
  }
}

/** Status of this attempt: an earlier one's has been replaced by the one that follows it. */
function statusOf({ status }: Polecat, attempt: number): Polecat['status'] {
  return status?.attempt === attempt ? status : undefined
}

function kept(polecat: Polecat, attempt: number): object {
  const { metadata, spec } = polecat
  const { name, namespace, uid, creationTimestamp, labels: own } = metadata
  const { env: _env, ...kubernetes } = spec.kubernetes
  const { env: _agentEnv, ...agentConfig } = spec.agentConfig ?? {}
  const taskDescription = shortTask(spec.taskDescription)
  return {
    metadata: { name, namespace, uid, creationTimestamp, labels: own },
    spec: { ...spec, taskDescription, kubernetes, ...(spec.agentConfig && { agentConfig }) },
    status: statusOf(polecat, attempt),
  }
}

function shortTask(task: string): string {
  return task.length > longestTask ? `${task.slice(0, longestTask)}… (shortened)` : task
}

const count = z.int().min(0)
const about = z.object({
  version: z.literal(1),
  attempt: z.int().min(1),
  polecat: z.object({
    metadata: z.looseObject({ name: z.string(), namespace: z.string(), uid: z.string() }),
    // What a server has checked once; another version's may have more.
    spec: z.looseObject({ rig: z.string(), taskDescription: z.string(), kubernetes: z.looseObject({}) }),
    status: z.looseObject({ phase: z.string().optional(), reason: z.string().optional() }).optional(),
  }),
  events: count,
  shortened: count,
  missing: z.string().optional(),
})

/** Undefined where only its metadata is left, or it is none. */
export function parseRecordMap({ data, binaryData }: V1ConfigMap): AttemptRecord | undefined {
  const parsed = about.safeParse(jsonIn(data?.[files.about])).data
  if (parsed === undefined) return undefined
  const bytes = Buffer.from(binaryData?.[files.transcript] ?? '', 'base64')
  const transcript = bytes.length === 0 ? [] : recordsIn(bytes, recordMost)
  const { polecat, version: _version, ...rest } = parsed
  return {
    ...rest,
    polecat: { apiVersion, kind: 'Polecat', ...polecat } as unknown as Polecat,
    transcript: transcript ?? [],
    ...(transcript === undefined && { missing: 'the transcript is damaged' }),
  }
}

function jsonIn(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}
