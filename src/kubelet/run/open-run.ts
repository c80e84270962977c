import { GastownError } from '../../errors.ts'
import { runsOf } from './container-folder.ts'
import type { LogSource } from '../log/log-read.ts'
import { Stamper } from '../log/log-stamper.ts'
import type { PodKey } from '../pod/pod-spec.ts'
import type { PodTable } from '../pod/pod-table.ts'

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
  return watch?.folder === run.folder ? watch : endedRun(run.folder)
}

/** Nothing of it is left to come but stamps that nobody made in time. */
function endedRun(folder: string): LogSource {
  return {
    folder,
    more: async () => false,
    async caughtUp(signal) {
      using stamper = new Stamper(folder)
      await stamper.stampAll(true, signal)
    },
  }
}
