/**
 * A rig's podTemplate, a PodTemplateSpec of which only the agent's container and scheduling are taken: the containers
 * that hold secrets keep their shape.
 */
import type { Problem } from '../errors.ts'
import type { V1Container, V1Pod } from '../kube/wire.ts'
import { containers } from './layout.ts'

type PodSpec = NonNullable<V1Pod['spec']>

const containerFields = ['name', 'image', 'imagePullPolicy', 'env', 'envFrom', 'resources'] as const
const schedulingFields = [
  'nodeSelector',
  'affinity',
  'tolerations',
  'topologySpreadConstraints',
  'priorityClassName',
  'schedulerName',
  'runtimeClassName',
  'imagePullSecrets',
] as const
const specFields: readonly string[] = [...schedulingFields, 'containers']

/** The pod's spec with the template merged in; what the polecat says itself wins. */
export function mergePodTemplate(spec: PodSpec, template: Record<string, unknown> | undefined): PodSpec {
  if (template === undefined) return spec
  const given = objectAt(template, 'spec')
  const scheduling = Object.fromEntries(
    schedulingFields.flatMap((name) => (name in given ? [[name, given[name]]] : [])),
  )
  const merged: PodSpec = { ...scheduling, ...spec }
  const selector = objectAt(scheduling, 'nodeSelector') as Record<string, string>
  if (spec.nodeSelector) merged.nodeSelector = { ...selector, ...spec.nodeSelector }
  if (spec.tolerations)
    merged.tolerations = [...listAt<typeof spec.tolerations>(scheduling, 'tolerations'), ...spec.tolerations]
  const agent = templateAgent(template)
  if (agent) merged.containers = spec.containers.map((own) => (own.name === agent.name ? mergeAgent(own, agent) : own))
  return merged
}

export function templateImage(template: Record<string, unknown> | undefined): string | undefined {
  return template && templateAgent(template)?.image
}

/** Everything in the template that would be passed over. */
export function podTemplateProblems(template: Record<string, unknown> | undefined): Problem[] {
  if (template === undefined) return []
  const given = objectAt(template, 'spec')
  return [
    ...unknown(template, ['spec'], 'podTemplate'),
    ...unknown(given, specFields, 'podTemplate.spec'),
    ...listAt<Record<string, unknown>[]>(given, 'containers').flatMap((container, index) =>
      container['name'] === containers.agent
        ? unknown(container, containerFields, `podTemplate.spec.containers[${index}]`)
        : [
            {
              field: `podTemplate.spec.containers[${index}].name`,
              message: `expected '${containers.agent}', the only container that a rig can change`,
            },
          ],
    ),
  ]
}

function templateAgent(template: Record<string, unknown>): V1Container | undefined {
  const given = objectAt(template, 'spec')
  return listAt<V1Container[]>(given, 'containers').find(({ name }) => name === containers.agent)
}

function mergeAgent(own: V1Container, given: V1Container): V1Container {
  const names = new Set(own.env?.map(({ name }) => name))
  return {
    ...own,
    ...(given.imagePullPolicy && { imagePullPolicy: given.imagePullPolicy }),
    ...(given.envFrom && { envFrom: given.envFrom }),
    env: [...(given.env ?? []).filter(({ name }) => !names.has(name)), ...(own.env ?? [])],
    resources: {
      requests: { ...given.resources?.requests, ...own.resources?.requests },
      limits: { ...given.resources?.limits, ...own.resources?.limits },
    },
  }
}

function unknown(object: Record<string, unknown>, known: readonly string[], path: string): Problem[] {
  return Object.keys(object)
    .filter((name) => !known.includes(name))
    .map((name) => ({ field: `${path}.${name}`, message: `expected one of ${known.join(', ')}` }))
}

function objectAt(object: Record<string, unknown>, name: string): Record<string, unknown> {
  const value = object[name]
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

function listAt<T extends unknown[]>(object: Record<string, unknown>, name: string): T {
  const value = object[name]
  return (Array.isArray(value) ? value : []) as T
}
