import type { Rig } from '../rig/schema.ts'
import type { KubernetesSpec } from '../polecat/kubernetes.ts'

/** Part of a spec, as a file or flags have it. */
export interface WrittenSpec {
  readonly kubernetes?: Partial<KubernetesSpec>
}

/**
 * Settings that are for a cluster: its nodes run pods from images, and have something free or not. One machine has no
 * choice, and its programs are its own. `written`: what its user wrote for the polecat itself.
 */
export function unusedLocally(written: WrittenSpec, { metadata, spec }: Rig): string[] {
  const own = unusedOf(written.kubernetes)
  const ofRig = [
    ...unusedOf(spec.defaults?.kubernetes)
      .filter((name) => !own.includes(name))
      .map((name) => `spec.defaults.kubernetes.${name}`),
    ...unusedOfTemplate(spec.podTemplate).map((name) => `spec.podTemplate.spec.${name}`),
  ]
  return [
    ...own.map((name) => `spec.kubernetes.${name}`),
    ...ofRig.map((name) => `rig ${metadata.name ?? ''}: ${name}`),
  ]
}

function unusedOf({ image, nodeSelector, tolerations, resources }: Partial<KubernetesSpec> = {}): string[] {
  const requests = resources?.requests
  return namesOf({
    image,
    nodeSelector,
    tolerations,
    // Processors are shared out by what is requested.
    'resources.requests.memory': requests?.memory,
    'resources.requests.ephemeral-storage': requests?.['ephemeral-storage'],
  })
}

function unusedOfTemplate(template: Rig['spec']['podTemplate']): string[] {
  const { containers, ...scheduling } = (template?.['spec'] ?? {}) as Record<string, unknown>
  const hasImage = Array.isArray(containers) && containers.some((one: { image?: unknown }) => one.image !== undefined)
  return namesOf({ ...scheduling, 'containers[].image': hasImage || undefined })
}

function namesOf(settings: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(settings).filter((name) => settings[name] !== undefined)
}
