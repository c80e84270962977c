/** Pods: what the API server itself does with them; running them is the kubelet's work. */
import { copy, listAt, objectAt, same, textAt, type ApiObject } from '../object.ts'
import { forbiddenField, type FieldProblem } from '../problem.ts'
import { ordinary, partVerbs, type ResourceDefinition, type WritePart } from '../resource.ts'
import { admitPod } from './pod-admission.ts'
import { fillPodDefaults, qosClass } from './pod-defaults.ts'
import { podColumns } from './pod-columns.ts'
import { podProblems } from './pod-problems.ts'
import { builtinType } from './type-notation.ts'

export const pods: ResourceDefinition = {
  ...ordinary,
  plural: 'pods',
  singular: 'pod',
  kind: 'Pod',
  listKind: 'PodList',
  shortNames: ['po'],
  categories: ['all'],
  subresources: [
    { name: 'binding', kind: 'Binding', verbs: ['create'] },
    { name: 'exec', kind: 'PodExecOptions', verbs: ['create', 'get'] },
    { name: 'log', kind: 'Pod', verbs: ['get'] },
    { name: 'status', kind: 'Pod', verbs: partVerbs },
  ],
  countsGenerations: true,
  returnsDeleted: true,
  schema: builtinType('Pod'),
  columns: podColumns,
  fields: (pod) => ({
    'spec.nodeName': textAt(pod, 'spec', 'nodeName'),
    'spec.restartPolicy': textAt(pod, 'spec', 'restartPolicy'),
    'spec.schedulerName': textAt(pod, 'spec', 'schedulerName'),
    'spec.serviceAccountName': textAt(pod, 'spec', 'serviceAccountName'),
    'spec.hostNetwork': String(objectAt(pod, 'spec').hostNetwork ?? false),
    'status.phase': textAt(pod, 'status', 'phase'),
    'status.podIP': textAt(pod, 'status', 'podIP'),
    'status.nominatedNodeName': textAt(pod, 'status', 'nominatedNodeName'),
  }),
  prepare: preparePod,
  admit: admitPod,
  validate: (pod, old) => [...podProblems(pod), ...(old ? immutable(pod, old) : [])],
  graceSeconds,
}

function preparePod(pod: ApiObject, old: ApiObject | undefined, part: WritePart): void {
  fillPodDefaults(pod)
  if (!old) pod.status = { phase: 'Pending', qosClass: qosClass(pod) }
  else if (part === 'status') pod.status = { ...objectAt(pod, 'status'), qosClass: qosClass(pod) }
  fillTimes(pod)
}

/** In Go these times are structs, which are written as null where they are empty. */
function fillTimes(pod: ApiObject): void {
  for (const condition of listAt(pod, 'status', 'conditions')) {
    condition.lastProbeTime ??= null
    condition.lastTransitionTime ??= null
  }
}

const immutableWords =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)'

function immutable(pod: ApiObject, old: ApiObject): FieldProblem[] {
  return same(frozenPart(pod, old), frozenPart(old, old)) ? [] : [forbiddenField('spec', immutableWords)]
}

/** The spec without what may change; a pod without a node may get one. */
function frozenPart(pod: ApiObject, old: ApiObject): unknown {
  const spec = copy(objectAt(pod, 'spec'))
  for (const container of [...listAt(spec, 'containers'), ...listAt(spec, 'initContainers')]) delete container.image
  for (const field of ['activeDeadlineSeconds', 'tolerations', 'terminationGracePeriodSeconds']) delete spec[field]
  if (textAt(old, 'spec', 'nodeName') === '') delete spec.nodeName
  return spec
}

function graceSeconds(pod: ApiObject, wanted: number | undefined): number {
  const phase = textAt(pod, 'status', 'phase')
  if (textAt(pod, 'spec', 'nodeName') === '' || phase === 'Succeeded' || phase === 'Failed') return 0
  const seconds = wanted ?? Number(objectAt(pod, 'spec').terminationGracePeriodSeconds ?? 30)
  return seconds < 0 ? 1 : seconds
}
