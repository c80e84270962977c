/**
 * The operator's cache: objects from watches and from the responses to its own writes, of which the newer counts, and
 * what was decided and is not yet seen (assumed). No I/O.
 */
import type { KubeObject } from '../kube/resources.ts'
import type { V1Pod } from '../kube/wire.ts'
import { labels } from '../polecat/names.ts'
import type { Polecat } from '../polecat/schema.ts'
import { workBranchOf } from '../polecat/work-branch.ts'
import type { Rig } from '../rig/schema.ts'
import { isUnderWay, nextAttempt } from '../attempt/next-attempt.ts'
import type { Others } from './plan/observed.ts'

export interface Cache {
  readonly polecats: ReadonlyMap<string, Polecat>
  readonly rigs: ReadonlyMap<string, Rig>
  putPolecat(polecat: Polecat): void
  dropPolecat(polecat: Polecat): void
  putRig(rig: Rig): void
  dropRig(rig: Rig): void
  putPod(pod: V1Pod): void
  dropPod(pod: V1Pod): void
  /** Reconciles the pod's polecat, as after a change that the pod's object does not show. */
  touchPod(pod: V1Pod): void
  podsOf(polecat: Polecat): V1Pod[]
  /** All pods of ours, also those whose polecat is gone. */
  pods(): V1Pod[]
  /** Polecats with an attempt that was claimed and has not ended. */
  underWay(): Polecat[]
  othersOf(polecat: Polecat): Others
  /** Counts a polecat as under way from the decision until its write is answered. */
  assume(polecat: Polecat, branch: string | undefined): void
  forget(polecat: Polecat): void
  /** Whether a polecat or a rig names this Secret as its git credential. */
  isGitSecret(name: string): boolean
}

function keyOf({ metadata }: Polecat): string {
  return `${metadata.namespace}/${metadata.name}`
}

/** `enqueue` gets the keys of the polecats to reconcile. */
export function openCache(enqueue: (keys: readonly string[]) => void): Cache {
  const polecats = new Map<string, Polecat>()
  const rigs = new Map<string, Rig>()
  const pods = new Map<string, Map<string, V1Pod>>()
  const keysByUid = new Map<string, string>()
  const assumed = new Map<string, string | undefined>()
  const tombstones = openTombstones()
  /** Polecats of a rig that are not finished. */
  const openByRig = new Map<string, Set<string>>()

  function working(): Polecat[] {
    return [...openByRig.values()].flatMap((keys) => [...keys].flatMap(workingAt))
  }

  function workingAt(key: string): Polecat[] {
    const polecat = polecats.get(key)
    return polecat && (assumed.has(key) || isUnderWay(polecat.status)) ? [polecat] : []
  }

  function openOf(rig: string): Polecat[] {
    return [...(openByRig.get(rig) ?? [])].flatMap((key) => polecats.get(key) ?? [])
  }

  function index(key: string, before: Polecat | undefined, after: Polecat | undefined): void {
    if (before) openByRig.get(before.spec.rig)?.delete(key)
    if (!after || isAtRest(after)) return
    const keys = openByRig.get(after.spec.rig) ?? new Set()
    openByRig.set(after.spec.rig, keys.add(key))
  }

  function ownerKeys(uid: string): string[] {
    const key = keysByUid.get(uid)
    return key === undefined ? [] : [key]
  }

  /** Keys of polecats that may start now, best first, as many as there is room for; and those whose branch may be free. */
  function wake(rig: string): string[] {
    const open = openOf(rig)
    const free =
      (rigs.get(rig)?.spec.settings.maxPolecats ?? 0) - open.filter((one) => workingAt(keyOf(one)).length).length
    const next = open.filter(waitsForRoom).toSorted(compare).slice(0, Math.max(0, free))
    const blocked = [...openByRig.keys()].flatMap(openOf).filter(({ status }) => status?.reason === 'BranchInUse')
    return [...next, ...blocked].map(keyOf)
  }

  return {
    polecats,
    rigs,

    putPolecat(polecat) {
      const key = keyOf(polecat)
      const before = polecats.get(key)
      if ((before && !isNewer(polecat, before)) || tombstones.has(polecat)) return
      polecats.set(key, polecat)
      keysByUid.set(polecat.metadata.uid ?? '', key)
      index(key, before, polecat)
      const { phase, reason } = polecat.status ?? {}
      const moved = before !== undefined && (before.status?.phase !== phase || before.status?.reason !== reason)
      enqueue(moved ? [key, ...wake(polecat.spec.rig)] : [key])
    },

    dropPolecat(polecat) {
      tombstones.add(polecat)
      const key = keyOf(polecat)
      const known = polecats.get(key)
      // One of the same name may be there already; and after a new list only the metadata of what is gone is told.
      if (!known || known.metadata.uid !== polecat.metadata.uid) return
      index(key, known, undefined)
      polecats.delete(key)
      keysByUid.delete(polecat.metadata.uid ?? '')
      enqueue(wake(known.spec.rig))
    },

    putRig(rig) {
      rigs.set(rig.metadata.name ?? '', rig)
      enqueue(openOf(rig.metadata.name ?? '').map(keyOf))
    },

    dropRig(rig) {
      rigs.delete(rig.metadata.name ?? '')
      enqueue(openOf(rig.metadata.name ?? '').map(keyOf))
    },

    putPod(pod) {
      const { uid, name } = ownerOf(pod)
      const own = pods.get(uid) ?? new Map<string, V1Pod>()
      const before = own.get(name)
      if ((before && !isNewer(pod, before)) || tombstones.has(pod)) return
      pods.set(uid, own.set(name, pod))
      enqueue(ownerKeys(uid))
    },

    dropPod(pod) {
      tombstones.add(pod)
      const { uid, name } = ownerOf(pod)
      const own = pods.get(uid)
      own?.delete(name)
      if (own?.size === 0) pods.delete(uid)
      enqueue(ownerKeys(uid))
    },

    pods: () => [...pods.values()].flatMap((own) => [...own.values()]),
    underWay: working,
    touchPod: (pod) => enqueue(ownerKeys(ownerOf(pod).uid)),

    podsOf: ({ metadata }) => [...(pods.get(metadata.uid ?? '')?.values() ?? [])],

    othersOf(polecat) {
      const key = keyOf(polecat)
      const inRig = openOf(polecat.spec.rig).filter((other) => keyOf(other) !== key)
      const busy = inRig.filter((other) => workingAt(keyOf(other)).length > 0)
      const waiting = inRig.filter((other) => waitsForRoom(other) && workingAt(keyOf(other)).length === 0)
      const place = placeOf(polecat, rigs)
      const holder = working().find(
        (other) => keyOf(other) !== key && placeOf(other, rigs, assumed.get(keyOf(other))) === place,
      )
      return {
        working: busy.length,
        ahead: waiting.filter((other) => compare(other, polecat) < 0).length,
        branchHolder: holder?.metadata.name,
      }
    },

    assume: (polecat, branch) => assumed.set(keyOf(polecat), branch),
    forget: (polecat) => assumed.delete(keyOf(polecat)),

    isGitSecret(name) {
      const inRigs = [...rigs.values()].some(({ spec }) => spec.defaults?.kubernetes?.gitSecretRef?.name === name)
      return inRigs || [...polecats.values()].some(({ spec }) => spec.kubernetes.gitSecretRef?.name === name)
    },
  }
}

const mostTombstones = 1000

/**
 * The last objects that are gone: an answer to a write of ours, such as the one that let the object go, may come after
 * the news of its end. What was seen later than that is there again, as when it only lacked our label.
 */
function openTombstones() {
  const ends = new Map<string, KubeObject>()
  return {
    add(object: KubeObject): void {
      const { uid = '', resourceVersion } = object.metadata ?? {}
      ends.set(uid, { metadata: { uid, resourceVersion } })
      for (const oldest of ends.keys()) if (ends.size > mostTombstones) ends.delete(oldest)
    },
    has(object: KubeObject): boolean {
      const end = ends.get(object.metadata?.uid ?? '')
      return end !== undefined && !isNewer(object, end)
    },
  }
}

/** Whether the polecat is final: nothing more happens without a change of its own. */
function isAtRest(polecat: Polecat): boolean {
  const { phase } = polecat.status ?? {}
  return (phase === 'Done' || phase === 'Failed' || phase === 'Terminated') && nextAttempt(polecat) === undefined
}

function waitsForRoom(polecat: Polecat): boolean {
  const { phase, reason } = polecat.status ?? {}
  const next = nextAttempt(polecat)
  if (!next || (next.at && next.at.getTime() > Date.now())) return false
  return phase === undefined || phase === 'Idle' || reason === 'RigFull' || reason === 'Paused'
}

/** Start order: higher priority first, then the older, then by name. */
function compare(a: Polecat, b: Polecat): number {
  const byTime = Date.parse(a.metadata.creationTimestamp ?? '') - Date.parse(b.metadata.creationTimestamp ?? '')
  return b.spec.priority - a.spec.priority || byTime || (keyOf(a) < keyOf(b) ? -1 : 1)
}

/** Repository and work branch. */
function placeOf(polecat: Polecat, rigs: ReadonlyMap<string, Rig>, assumed?: string): string {
  const { spec, status, metadata } = polecat
  const repository = spec.kubernetes.gitRepository ?? rigs.get(spec.rig)?.spec.gitURL
  const running = isUnderWay(status) ? status?.branch : undefined
  return `${repository} ${assumed ?? running ?? workBranchOf(spec.kubernetes, metadata.name)}`
}

function ownerOf({ metadata }: V1Pod): { uid: string; name: string } {
  return { uid: metadata?.labels?.[labels.polecatUid] ?? '', name: metadata?.name ?? '' }
}

/** Whether `one` is newer. Servers number versions upwards; one that does not is believed in the order of arrival. */
function isNewer(one: KubeObject, other: KubeObject): boolean {
  if (one.metadata?.uid !== other.metadata?.uid) return true
  const [a = '', b = ''] = [one.metadata?.resourceVersion, other.metadata?.resourceVersion]
  if (!/^\d+$/.test(a) || !/^\d+$/.test(b)) return true
  return a.length === b.length ? a > b : a.length > b.length
}
