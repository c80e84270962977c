/** What must hold before anything is changed: the server's version, the caller's rights, one installation per cluster. */
import { findInstallation } from '../installed/find-installation.ts'
import { GastownError, isKind, type Problem } from '../errors.ts'
import { reviewAccess } from '../kube/access-review.ts'
import type { Client } from '../kube/client.ts'
import type { KubeObject } from '../kube/resources.ts'
import type { ClusterInstallation } from '../polecat/cluster-installation.ts'
import { resourceOf } from './installed-kinds.ts'

const leastMinor = 30

/** Native sidecars and ValidatingAdmissionPolicies are in it. */
export async function checkVersion(client: Client, signal: AbortSignal): Promise<string> {
  const { major, minor, gitVersion } = JSON.parse(await client.raw('/version', { signal })) as Record<string, string>
  if (Number(major) > 1 || Number.parseInt(minor ?? '', 10) >= leastMinor) return gitVersion ?? ''
  throw new GastownError('invalid', `the cluster runs Kubernetes ${gitVersion}; expected 1.${leastMinor} or newer`)
}

const verbs = ['get', 'create', 'patch'] as const

/** Throws `denied` with all that the caller lacks for these objects; `hints` say what an administrator can do. */
export async function checkRights(
  client: Client,
  objects: readonly KubeObject[],
  { signal, hints }: { readonly signal: AbortSignal; readonly hints: readonly string[] },
): Promise<void> {
  const places = new Map(objects.map((object) => [placeOf(object), object]))
  const missing = await Promise.all(
    [...places].map(async ([field, object]): Promise<Problem | undefined> => {
      const allowed = await Promise.all(verbs.map((verb) => isAllowed(client, object, verb, signal)))
      const lacking = verbs.filter((_, index) => !allowed[index])
      return lacking.length === 0 ? undefined : { field, message: `expected the right to ${lacking.join(', ')}` }
    }),
  )
  const problems = missing.filter((problem) => problem !== undefined)
  if (problems.length > 0) throw new GastownError('denied', 'not allowed to install', { problems, hints })
}

function placeOf(object: KubeObject): string {
  const { group, plural } = resourceOf(object)
  const { namespace } = object.metadata ?? {}
  return `${plural}${group === '' ? '' : `.${group}`}${namespace === undefined ? '' : ` in ${namespace}`}`
}

async function isAllowed(client: Client, object: KubeObject, verb: string, signal: AbortSignal): Promise<boolean> {
  const { group, plural } = resourceOf(object)
  const { namespace } = object.metadata ?? {}
  return (await reviewAccess(client, { group, resource: plural, verb, namespace }, signal)) === true
}

/** What is installed; undefined where nothing is, or where it was recorded in a form that nobody can read any more. */
export async function currentInstallation(
  client: Client,
  signal: AbortSignal,
): Promise<ClusterInstallation | undefined> {
  try {
    return await findInstallation(client, signal)
  } catch (error) {
    if (isKind(error, 'invalid', 'not-installed')) return undefined
    throw error
  }
}
