import type { PodSpec } from '../pod/pod-spec.ts'

/** The value of a downward API field, such as `metadata.annotations['gastown.io/stop']`; empty where it is not set. */
export function fieldValue(pod: PodSpec, path: string): string | undefined {
  const one = /^metadata\.(annotations|labels)\['([^']+)'\]$/.exec(path)
  if (one !== null) {
    const [values, key] = [pod[one[1] as 'annotations' | 'labels'], one[2] ?? '']
    return Object.hasOwn(values, key) ? (values[key] ?? '') : ''
  }
  switch (path) {
    case 'metadata.name':
      return pod.key.name
    case 'metadata.namespace':
      return pod.key.namespace
    case 'metadata.uid':
      return pod.key.uid
    case 'metadata.annotations':
      return allOf(pod.annotations)
    case 'metadata.labels':
      return allOf(pod.labels)
    case 'status.podIP':
    case 'status.hostIP':
      return '127.0.0.1'
    default:
      return undefined
  }
}

function allOf(values: Readonly<Record<string, string>>): string {
  return Object.keys(values)
    .toSorted()
    .map((key) => `${key}=${JSON.stringify(values[key])}`)
    .join('\n')
}
