import { GastownError } from '../errors.ts'
import { runsOf } from './container-folder.ts'
import type { LogSource } from './log-read.ts'
import { Stamper } from './log-stamps.ts'
import type { PodKey } from './pod-spec.ts'
import type { PodTable } from './pod-table.ts'

/** The run whose log or shell is asked for. The messages are a kubelet's, because programs read them. */
export function openRun(table: PodTable, key: PodKey, container: string, previous: boolean): LogSource {
  const worker = table.find(key.uid)
  if (worker === undefined) throw new GastownError('not-found', `pod "${key.name}" does not run on this machine`)
  if (!worker.pod.containers.some(({ name }) => name === container))
    throw new GastownError('invalid', `container ${container} is not valid for pod ${key.name}`)
  const runs = runsOf(worker.folder, container).filter(
    ({ state }) => state.kind === 'running' || state.kind === 'ended',
  )
  const run = runs.at(previous ? -2 : -1)
  if (run === undefined)
    throw new GastownError(
      'invalid',
      previous
        ? `previous terminated container "${container}" in pod "${key.name}" not found`
        : `container "${container}" in pod "${key.name}" is waiting to start: PodInitializing`,
    )
  const watch = worker.watchOf(container)
  if (watch?.folder === run.folder) {
    // What came since the last event belongs to the answer.
    watch.check()
    return watch
  }
  if (run.state.kind === 'ended') {
    using stamper = new Stamper(run.folder)
    stamper.stamp(true)
  }
  return { folder: run.folder, more: async () => false }
}
