/**
 * The operator's cache: objects from watches and from the responses to its own writes, of which the newer counts, and
 * what was decided and is not yet seen (assumed). No I/O.
 */
import { isUnderWay, nextAttempt } from '../attempt/next-attempt.ts'
import type { V1Pod } from '../kube/wire.ts'
import { labels } from '../polecat/names.ts'
import type { Polecat } from '../polecat/schema.ts'
import type { Rig } from '../rig/schema.ts'
import { essentialPod, essentialPolecat } from './cache/essential.ts'
import { openGonePods } from './cache/gone-pods.ts'
import { openGitSecrets } from './cache/git-secrets.ts'
import { isNewer } from './cache/newer.ts'
import { keyOf, placeOf, standingOf, turnOf, type Assumed } from './cache/standing.ts'
import { openStandings } from './cache/standings.ts'
import { openTombstones } from './cache/tombstones.ts'
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
  /** Uid of a pod that went before the status of its polecat had it. */
  goneUidOf(podName: string): string | undefined
  /** All pods of ours, also those whose polecat is gone. */
  pods(): V1Pod[]
  /** Polecats with an attempt that was claimed and has not ended. */
  underWay(): Polecat[]
  othersOf(polecat: Polecat): Others
  /** Counts a polecat as under way from the decision until its write is answered. */
  assume(polecat: Polecat, branch: string | undefined): void
  forget(polecat: Polecat): void
  /** Whether what comes next of the polecat of this key is the start of an attempt: nothing of it runs that could wait. */
  isStart(key: string): boolean
  /** Whether a polecat or a rig names this Secret as its git credential. */
  isGitSecret(name: string): boolean
}

/** `enqueue` gets the keys of the polecats to reconcile. */
export function openCache(enqueue: (keys: readonly string[]) => void, now: () => number = Date.now): Cache {
  const polecats = new Map<string, Polecat>()
  const rigs = new Map<string, Rig>()
  const pods = new Map<string, Map<string, V1Pod>>()
  const keysByUid = new Map<string, string>()
  const assumed = new Map<string, Assumed>()
  const tombstones = openTombstones()
  const gitSecrets = openGitSecrets(rigs)
  const gonePods = openGonePods()
  const standings = openStandings({ maxPolecats: (rig) => rigs.get(rig)?.spec.settings.maxPolecats ?? 0, now })

  /** Takes over what has changed of a polecat, and returns the keys of those that it lets start. */
  function reindex(key: string): string[] {
    const polecat = polecats.get(key)
    const standing = polecat && standingOf(polecat, rigs.get(polecat.spec.rig), assumed.get(key))
    return standings.replace(key, standing)
  }

  /** Reconciles all polecats of a changed rig, and those elsewhere that wait for a branch which they no longer hold. */
  function rigChanged({ metadata: { name = '' } }: Rig): void {
    const keys = standings.openOf(name)
    enqueue([...new Set([...keys, ...keys.flatMap(reindex)])])
  }

  function ownerKeys(uid: string): string[] {
    const key = keysByUid.get(uid)
    return key === undefined ? [] : [key]
  }

  return {
    polecats,
    rigs,

    putPolecat(polecat) {
      const key = keyOf(polecat)
      const before = polecats.get(key)
      if ((before && !isNewer(polecat, before)) || tombstones.has(polecat)) return
      polecats.set(key, essentialPolecat(polecat))
      keysByUid.delete(before?.metadata.uid ?? '')
      keysByUid.set(polecat.metadata.uid ?? '', key)
      gitSecrets.replace(before, polecat)
      gonePods.replace(before, polecat)
      enqueue([key, ...reindex(key)])
    },

    dropPolecat(polecat) {
      tombstones.add(polecat)
      const key = keyOf(polecat)
      const known = polecats.get(key)
      // One of the same name may be there already; and after a new list only the metadata of what is gone is told.
      if (!known || known.metadata.uid !== polecat.metadata.uid) return
      polecats.delete(key)
      keysByUid.delete(polecat.metadata.uid ?? '')
      gitSecrets.replace(known, undefined)
      gonePods.replace(known, undefined)
      enqueue(reindex(key))
    },

    putRig(rig) {
      rigs.set(rig.metadata.name ?? '', rig)
      rigChanged(rig)
    },

    dropRig(rig) {
      rigs.delete(rig.metadata.name ?? '')
      rigChanged(rig)
    },

    putPod(pod) {
      const { uid, name } = ownerOf(pod)
      const own = pods.get(uid) ?? new Map<string, V1Pod>()
      const before = own.get(name)
      if ((before && !isNewer(pod, before)) || tombstones.has(pod)) return
      pods.set(uid, own.set(name, essentialPod(pod)))
      enqueue(ownerKeys(uid))
    },

    dropPod(pod) {
      tombstones.add(pod)
      const { uid, name } = ownerOf(pod)
      const own = pods.get(uid)
      own?.delete(name)
      if (own?.size === 0) pods.delete(uid)
      const keys = ownerKeys(uid)
      for (const key of keys) gonePods.add(polecats.get(key), pod)
      enqueue(keys)
    },

    pods: () => [...pods.values()].flatMap((own) => [...own.values()]),
    underWay: () => [...standings.working()].flatMap((key) => polecats.get(key) ?? []),
    touchPod: (pod) => enqueue(ownerKeys(ownerOf(pod).uid)),

    podsOf: ({ metadata }) => [...(pods.get(metadata.uid ?? '')?.values() ?? [])],

    othersOf: (polecat) =>
      standings.others({
        turn: turnOf(polecat),
        rig: polecat.spec.rig,
        place: placeOf(polecat, rigs.get(polecat.spec.rig)),
      }),

    assume(polecat, branch) {
      assumed.set(keyOf(polecat), { branch })
      enqueue(reindex(keyOf(polecat)))
    },
    forget(polecat) {
      assumed.delete(keyOf(polecat))
      enqueue(reindex(keyOf(polecat)))
    },

    isStart(key) {
      const polecat = polecats.get(key)
      if (!polecat || polecat.metadata.deletionTimestamp !== undefined) return false
      if (!isUnderWay(polecat.status)) return nextAttempt(polecat) !== undefined
      const { podName, podUID } = polecat.status ?? {}
      return podUID === undefined && pods.get(polecat.metadata.uid ?? '')?.has(podName ?? '') !== true
    },

    goneUidOf: gonePods.uidOf,
    isGitSecret: gitSecrets.has,
  }
}

function ownerOf({ metadata }: V1Pod): { uid: string; name: string } {
  return { uid: metadata?.labels?.[labels.polecatUid] ?? '', name: metadata?.name ?? '' }
}
