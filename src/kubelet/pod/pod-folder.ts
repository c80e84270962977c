/** What a pod's folder holds beside its containers and volumes, so that a new daemon can go on. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { V1Pod } from '../../kube/wire.ts'
import {
  claimForNobody,
  containerFolder,
  instanceFolders,
  newInstance,
  readInstance,
  recordLost,
} from '../run/instance.ts'
import type { StopRequest } from './plan.ts'
import { readPod } from './pod-spec.ts'

export interface PodRecord {
  readonly pod: V1Pod
  /** Deadlines count from here, whatever happens to the daemon. */
  readonly startTime: string
}

export function readRecord(folder: string): PodRecord | undefined {
  return readJson<PodRecord>(join(folder, 'pod.json'))
}

export function writeRecord(folder: string, record: PodRecord): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  writeJson(join(folder, 'pod.json'), record)
}

export function readStop(folder: string): StopRequest | undefined {
  return readJson<StopRequest>(join(folder, 'stop.json'))
}

export function writeStop(folder: string, stop: StopRequest): void {
  writeJson(join(folder, 'stop.json'), stop)
}

/** The server knows how every container ended; then the folder may go once the pod does. */
export function markReported(folder: string): void {
  writeFileSync(join(folder, 'reported'), '')
}

export function isReported(folder: string): boolean {
  return existsSync(join(folder, 'reported'))
}

/**
 * After another daemon's end: what it had written but no shim has claimed will never run, and what the server saw
 * running without a trace here was lost in a power cut; it is not run a second time.
 */
export function adoptRuns(folder: string, pod: V1Pod): void {
  const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]
  for (const { name } of readPod(pod).containers) {
    const place = containerFolder(folder, name)
    const runs = instanceFolders(place)
    for (const run of runs) if (readInstance(run).kind === 'prepared') claimForNobody(run)
    const state = statuses.find((status) => status.name === name)?.state
    if (runs.length === 0 && (state?.running ?? state?.terminated) !== undefined) recordLost(newInstance(place))
  }
}

function readJson<T>(place: string): T | undefined {
  if (!existsSync(place)) return undefined
  try {
    return JSON.parse(readFileSync(place, 'utf8')) as T
  } catch (error) {
    // A power cut can leave it empty.
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function writeJson(place: string, value: object): void {
  writeFileSync(`${place}.new`, JSON.stringify(value), { mode: 0o600 })
  renameSync(`${place}.new`, place)
}
