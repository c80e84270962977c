/** All runs of one container, as its folder tells. */
import {
  containerFolder,
  instanceFolders,
  readInstance,
  type Claim,
  type RunEnd,
  type InstanceState,
} from './instance.ts'
import { oomKilled } from './out-of-memory.ts'
import { leaveGroups } from '../limits/run-limits.ts'
import type { ContainerSpec } from '../pod/pod-spec.ts'
import type { ReportedContainer, ReportedEnd } from '../pod/pod-status.ts'
import { signalledAt } from './sent-signals.ts'
import { terminationMessage } from './termination-message.ts'

export interface RunOnDisk {
  readonly folder: string
  readonly state: InstanceState
}

/** Every run that began or tried to, oldest first. */
export function runsOf(podFolder: string, name: string): RunOnDisk[] {
  return new KnownRuns(podFolder).of(name)
}

/** The same, look by look, for the one who makes all of a pod's runs: what cannot change any more is read once. */
export class KnownRuns {
  readonly #podFolder: string
  readonly #folders = new Map<string, string[]>()
  readonly #claims = new Map<string, Claim>()
  readonly #ended = new Map<string, RunEnd>()
  readonly #reported = new Map<string, ReportedEnd>()

  constructor(podFolder: string) {
    this.#podFolder = podFolder
  }

  of(name: string): RunOnDisk[] {
    const folders = this.#folders.get(name) ?? instanceFolders(containerFolder(this.#podFolder, name))
    this.#folders.set(name, folders)
    return folders
      .map((folder) => ({ folder, state: this.#ended.get(folder) ?? this.#read(folder) }))
      .filter((run) => run.state.kind !== 'void')
  }

  /** There may be another run now. */
  forget(name: string): void {
    this.#folders.delete(name)
  }

  /** Shims that were alive at the last look. */
  get claims(): ReadonlyMap<string, Claim> {
    return this.#claims
  }

  reported(folder: string, end: RunEnd): ReportedEnd {
    const known = this.#reported.get(folder)
    if (known !== undefined) return known
    const found = { ...end, said: terminationMessage(folder), outOfMemory: oomKilled(folder, end) }
    leaveGroups(folder)
    this.#reported.set(folder, found)
    return found
  }

  #read(folder: string): InstanceState {
    const state = readInstance(folder, this.#claims.get(folder))
    if (state.kind === 'running') this.#claims.set(folder, state.claim)
    if (state.kind === 'ended') this.#ended.set(folder, state)
    return state
  }
}

/** Why a container cannot be made yet. */
export interface Waiting {
  readonly reason: string
  readonly message: string
  readonly retryAt: number
}

/** `runs` are the container's, as they are now. */
export function observeContainer(
  runs: readonly RunOnDisk[],
  known: KnownRuns,
  spec: ContainerSpec,
  waiting: Waiting | undefined,
): ReportedContainer {
  const newest = runs.at(-1)
  const before = runs.at(-2)
  const base = {
    spec,
    runs: runs.length,
    ...(waiting === undefined
      ? {}
      : { waiting: { reason: waiting.reason, message: waiting.message }, retryAt: waiting.retryAt }),
    ...(before?.state.kind === 'ended'
      ? { last: before.state, previous: known.reported(before.folder, before.state) }
      : {}),
  }
  switch (newest?.state.kind) {
    case 'prepared':
      return { ...base, runs: runs.length - 1, state: 'starting' }
    case 'running':
      return {
        ...base,
        state: 'running',
        startedAt: newest.state.startedAt,
        termAt: signalledAt(newest.folder, 'TERM'),
        killAt: signalledAt(newest.folder, 'KILL'),
      }
    case 'ended':
      return { ...base, state: 'ended', last: newest.state, end: known.reported(newest.folder, newest.state) }
    default:
      return { ...base, state: 'none' }
  }
}
