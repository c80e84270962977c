/** The defaults of a pod that kubelet and clients rely on. */
import { isObject, listAt, objectAt, textAt, type ApiObject, type JsonObject } from '../object.ts'

export function fillPodDefaults(pod: ApiObject): void {
  const spec = isObject(pod.spec) ? pod.spec : {}
  pod.spec = spec
  spec.restartPolicy ??= 'Always'
  spec.terminationGracePeriodSeconds ??= 30
  spec.dnsPolicy ??= 'ClusterFirst'
  spec.securityContext ??= {}
  spec.schedulerName ??= 'default-scheduler'
  spec.enableServiceLinks ??= true
  for (const container of containersOf(pod)) fillContainer(container)
  for (const volume of listAt(spec, 'volumes')) fillVolume(volume)
}

function containersOf(pod: ApiObject): JsonObject[] {
  return [...listAt(pod, 'spec', 'initContainers'), ...listAt(pod, 'spec', 'containers')]
}

function fillContainer(container: JsonObject): void {
  container.terminationMessagePath ??= '/dev/termination-log'
  container.terminationMessagePolicy ??= 'File'
  container.imagePullPolicy ??= /(@|:(?!latest$)[^/]+$)/.test(textAt(container, 'image')) ? 'IfNotPresent' : 'Always'
  container.resources ??= {}
  const { resources } = container
  if (isObject(resources) && isObject(resources.limits)) {
    resources.requests = { ...resources.limits, ...objectAt(resources, 'requests') }
  }
  for (const port of listAt(container, 'ports')) port.protocol ??= 'TCP'
  for (const variable of listAt(container, 'env')) fillFieldRef(objectAt(variable, 'valueFrom'))
}

function fillVolume(volume: JsonObject): void {
  for (const source of ['secret', 'configMap', 'downwardAPI', 'projected']) {
    const found = volume[source]
    if (isObject(found)) found.defaultMode ??= 0o644
  }
  const direct = listAt(volume, 'downwardAPI', 'items')
  const projected = listAt(volume, 'projected', 'sources').flatMap((source) => listAt(source, 'downwardAPI', 'items'))
  for (const item of [...direct, ...projected]) fillFieldRef(item)
}

function fillFieldRef(parent: JsonObject): void {
  const { fieldRef } = parent
  if (isObject(fieldRef)) fieldRef.apiVersion ??= 'v1'
}

export function qosClass(pod: ApiObject): string {
  const resources = containersOf(pod).map((container) => objectAt(container, 'resources'))
  const names = ['cpu', 'memory']
  const asks = (part: string) => resources.some((entry) => names.some((name) => name in objectAt(entry, part)))
  if (!asks('requests') && !asks('limits')) return 'BestEffort'
  const guaranteed = resources.every((entry) =>
    names.every((name) => {
      const limit = objectAt(entry, 'limits')[name]
      return limit !== undefined && limit === (objectAt(entry, 'requests')[name] ?? limit)
    }),
  )
  return guaranteed ? 'Guaranteed' : 'Burstable'
}
