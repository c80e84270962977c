/** What `kubectl get pods` shows, worked out as Kubernetes does. */
import { isObject, listAt, objectAt, textAt, type ApiObject, type JsonObject } from '../object.ts'
import { age, ageColumn } from '../table/age.ts'
import { column, nameColumn, type Timed } from '../table/column.ts'

export const podColumns = [
  nameColumn(),
  column('Ready', (pod) => summary(pod).ready),
  column('Status', (pod) => summary(pod).status),
  column('Restarts', restarts),
  ageColumn(),
  column('IP', (pod) => textAt(pod, 'status', 'podIP') || '<none>', 1),
  column('Node', (pod) => textAt(pod, 'spec', 'nodeName') || '<none>', 1),
  column('Nominated Node', (pod) => textAt(pod, 'status', 'nominatedNodeName') || '<none>', 1),
  column('Readiness Gates', () => '<none>', 1),
]

interface Summary {
  ready: string
  status: string
  restartCount: number
}

function summary(pod: ApiObject): Summary {
  const init = initState(pod)
  const main = mainState(pod)
  const reason = textAt(pod, 'status', 'reason') || textAt(pod, 'status', 'phase')
  const initialized = !init.reason || conditionHolds(pod, 'Initialized')
  const total = listAt(pod, 'spec', 'containers').length + sidecars(pod).size
  const ready = init.ready + (initialized ? main.ready : 0)
  let status = (initialized && main.reason) || init.reason || reason
  if (initialized && status === 'Completed' && main.running)
    status = conditionHolds(pod, 'Ready') ? 'Running' : 'NotReady'
  if (pod.metadata.deletionTimestamp && !['Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase')))
    status = 'Terminating'
  const restartCount = initialized ? init.sidecarRestarts + main.restarts : init.restarts
  return { ready: `${ready}/${total}`, status, restartCount }
}

function initState(pod: ApiObject) {
  const restartable = sidecars(pod)
  const total = listAt(pod, 'spec', 'initContainers').length
  const state = { reason: '', ready: 0, restarts: 0, sidecarRestarts: 0 }
  for (const [index, status] of listAt(pod, 'status', 'initContainerStatuses').entries()) {
    state.restarts += restartsOf(status)
    const sidecar = restartable.has(textAt(status, 'name'))
    if (sidecar) state.sidecarRestarts += restartsOf(status)
    const { terminated, waiting } = objectAt(status, 'state')
    if (isObject(terminated) && terminated.exitCode === 0) continue
    if (sidecar && status.started === true) {
      if (status.ready === true) state.ready++
      continue
    }
    const waits = textAt(waiting, 'reason')
    if (isObject(terminated)) state.reason = `Init:${endReason(terminated)}`
    else state.reason = waits && waits !== 'PodInitializing' ? `Init:${waits}` : `Init:${index}/${total}`
    break
  }
  return state
}

function mainState(pod: ApiObject) {
  const state = { reason: '', ready: 0, restarts: 0, running: false }
  for (const status of listAt(pod, 'status', 'containerStatuses').toReversed()) {
    state.restarts += restartsOf(status)
    const { terminated, waiting, running } = objectAt(status, 'state')
    const waits = textAt(waiting, 'reason')
    if (waits) state.reason = waits
    else if (isObject(terminated)) state.reason = endReason(terminated)
    else if (status.ready === true && isObject(running)) {
      state.running = true
      state.ready++
    }
  }
  return state
}

function endReason(terminated: JsonObject): string {
  const reason = textAt(terminated, 'reason')
  if (reason) return reason
  return terminated.signal ? `Signal:${Number(terminated.signal)}` : `ExitCode:${Number(terminated.exitCode)}`
}

function sidecars(pod: ApiObject): Set<string> {
  const containers = listAt(pod, 'spec', 'initContainers').filter((container) => container.restartPolicy === 'Always')
  return new Set(containers.map((container) => textAt(container, 'name')))
}

function conditionHolds(pod: ApiObject, type: string): boolean {
  return listAt(pod, 'status', 'conditions').some((condition) => condition.type === type && condition.status === 'True')
}

function restartsOf(status: JsonObject): number {
  return Number(status.restartCount ?? 0)
}

function restarts(pod: ApiObject): string | Timed {
  const { restartCount } = summary(pod)
  const statuses = [...listAt(pod, 'status', 'initContainerStatuses'), ...listAt(pod, 'status', 'containerStatuses')]
  const last = statuses
    .map((status) => textAt(status, 'lastState', 'terminated', 'finishedAt'))
    .toSorted()
    .at(-1)
  return restartCount > 0 && last ? (now) => `${restartCount} (${age(last, now)} ago)` : String(restartCount)
}
