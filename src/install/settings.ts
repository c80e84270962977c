import { isIP } from 'node:net'
import { invalid, type Problem } from '../errors.ts'
import type { Namespaces } from '../operator-rights.ts'
import { polecatNamespace, workerNamespace } from '../polecat/names.ts'

/** What one installation is like. */
export interface InstallSettings {
  readonly version: string
  readonly namespaces: Namespaces
  /** The gastown image. */
  readonly image: string
  /** The image of agents where neither polecat nor rig names one; default: the gastown image. */
  readonly agentImage?: string
  readonly replicas: number
  /** Secrets with the credentials of a registry, in both namespaces. */
  readonly pullSecrets: readonly string[]
  /** Networks that agents reach besides public addresses, on any port. */
  readonly allowedCidrs: readonly string[]
}

export interface InstallFlags {
  readonly image?: string
  readonly 'agent-image'?: string
  readonly registry?: string
  readonly replicas?: number
  readonly 'image-pull-secret'?: readonly string[]
  readonly 'allow-cidr'?: readonly string[]
  readonly namespace?: string
  readonly 'worker-namespace'?: string
}

const usualReplicas = 2

/** The settings that flags ask for, which fall back to those of `namespaces`; everything that is wrong is thrown at once. */
export function settingsFrom(flags: InstallFlags, version: string, namespaces: Namespaces): InstallSettings {
  const problems = [...imageProblems(flags), ...cidrProblems(flags['allow-cidr']), ...nameProblems(flags)]
  if (problems.length > 0) throw invalid('invalid flags', problems)
  const { registry } = flags
  return {
    version,
    namespaces: {
      polecatNamespace: flags.namespace ?? namespaces.polecatNamespace,
      workerNamespace: flags['worker-namespace'] ?? namespaces.workerNamespace,
    },
    image: flags.image ?? `${registry}/gastown:${version}`,
    agentImage: flags['agent-image'] ?? (registry === undefined ? undefined : `${registry}/gastown-agent:${version}`),
    replicas: flags.replicas ?? usualReplicas,
    pullSecrets: flags['image-pull-secret'] ?? [],
    allowedCidrs: flags['allow-cidr'] ?? [],
  }
}

export const usualNamespaces: Namespaces = { polecatNamespace, workerNamespace }

function imageProblems({ image, registry, ...flags }: InstallFlags): Problem[] {
  const missing =
    image === undefined && registry === undefined
      ? [{ field: '--image', message: 'expected the image of gastown, or --registry with the images of this version' }]
      : []
  const named = { '--image': image, '--agent-image': flags['agent-image'], '--registry': registry }
  const malformed = Object.entries(named).flatMap(([field, name]) =>
    name === undefined || /^[a-z0-9][\w./:@-]*\w$/i.test(name)
      ? []
      : [{ field, message: `expected a name such as registry.example/gastown:1.0; found "${name}"` }],
  )
  return [...missing, ...malformed]
}

function cidrProblems(cidrs: readonly string[] = []): Problem[] {
  return cidrs.flatMap((cidr) =>
    isCidr(cidr) ? [] : [{ field: '--allow-cidr', message: `expected a network such as 10.1.0.0/16; found "${cidr}"` }],
  )
}

function isCidr(text: string): boolean {
  const [address = '', bits = '', ...more] = text.split('/')
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  return more.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= longest
}

function nameProblems(flags: InstallFlags): Problem[] {
  const named = [
    ['--namespace', flags.namespace],
    ['--worker-namespace', flags['worker-namespace']],
    ...(flags['image-pull-secret'] ?? []).map((name) => ['--image-pull-secret', name] as const),
  ] as const
  return named.flatMap(([field, name]) =>
    name === undefined || /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(name)
      ? []
      : [{ field, message: `expected a name of small letters, digits and "-"; found "${name}"` }],
  )
}
