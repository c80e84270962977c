import { GastownError } from '../../src/errors.ts'
import { deployments } from '../../src/install/installed-kinds.ts'
import type { Scope } from '../../src/kube/client.ts'
import { leases, pods, type KubeObject } from '../../src/kube/resources.ts'
import type { V1Deployment } from '../../src/kube/wire.ts'
import type { Polecat } from '../../src/polecat/schema.ts'
import { openWorld, type FakeWorld } from '../support/fakes/fake-context.ts'

export interface FakeInstallCluster extends FakeWorld {
  minor: string
  /** What the caller may not do, such as `patch clusterroles`. */
  readonly denied: Set<string>
  /** The server's refusal of every pod. */
  noPods: string | undefined
  /** Whether a Deployment's operator comes to lead. */
  starts: boolean
}

/** A cluster whose only Deployment starts at once, and whose access reviews say what the test wants. */
export async function openInstallCluster(): Promise<FakeInstallCluster> {
  const world = await openWorld()
  const cluster: FakeInstallCluster = Object.assign(world, {
    minor: '34',
    denied: new Set<string>(),
    noPods: undefined,
    starts: true,
  })
  const { create, apply, list, remove, mergePatch } = world.client
  world.client.list = async (resource, scope) => {
    const { items, ...rest } = await list(resource, scope)
    return { ...rest, items: items.filter((item) => isIn(item, scope)) }
  }
  world.client.remove = async (resource, name, namespace, call) => {
    await remove(resource, name, namespace, call)
    if (resource.plural === deployments.plural) await remove(pods, 'operator-1', namespace, { graceSeconds: 0 })
  }
  world.client.mergePatch = async (resource, name, namespace, patch, call) => {
    const patched = await mergePatch(resource, name, namespace, patch, call)
    if ((patch as Polecat).spec?.desiredState !== 'Terminated' || !cluster.starts) return patched
    return mergePatch(resource, name, namespace, { status: { phase: 'Terminated', podActive: false } })
  }
  world.client.raw = async () =>
    JSON.stringify({ major: '1', minor: cluster.minor, gitVersion: `v1.${cluster.minor}.0` })
  world.client.create = async (resource, object, call) => {
    if (resource.plural === 'selfsubjectaccessreviews') return review(cluster, object) as never
    if (resource.plural === 'pods' && call?.dryRun === true) {
      if (cluster.noPods !== undefined) throw new GastownError('denied', cluster.noPods)
      return object as never
    }
    return create(resource, object, call)
  }
  world.client.apply = async (resource, object, call) => {
    const applied = await apply(resource, object, call)
    if (resource.plural === deployments.plural && call?.dryRun !== true && cluster.starts) await start(cluster, object)
    return applied
  }
  return cluster
}

function isIn({ metadata }: KubeObject, { namespace, labelSelector }: Scope = {}): boolean {
  const [label = '', value] = labelSelector?.split('=') ?? []
  const own = metadata?.labels?.[label]
  const isLabelled = label === '' || (value === undefined ? own !== undefined : own === value)
  return isLabelled && (namespace === undefined || metadata?.namespace === namespace)
}

interface Review {
  readonly spec: { readonly resourceAttributes: { readonly verb: string; readonly resource: string } }
}

function review({ denied }: FakeInstallCluster, object: KubeObject) {
  const { verb, resource } = (object as Review).spec.resourceAttributes
  return { ...object, status: { allowed: !denied.has(`${verb} ${resource}`) } }
}

/** One pod of it leads. */
async function start({ client }: FakeInstallCluster, object: KubeObject): Promise<void> {
  const { spec } = object as V1Deployment
  const { namespace = '' } = object.metadata ?? {}
  await client.apply(pods, {
    metadata: { name: 'operator-1', namespace, labels: spec?.template.metadata?.labels },
    spec: spec?.template.spec,
    status: { conditions: [{ type: 'Ready', status: 'True' }] },
  } as KubeObject)
  const held = { holderIdentity: 'operator-1_x', renewTime: '2026-03-01T12:00:00Z' }
  await client.apply(leases, { metadata: { name: 'gastown-operator', namespace }, spec: held } as KubeObject)
}
