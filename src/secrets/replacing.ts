/** What would be lost if an entry came in place of what its Secret holds, and since when that is there. */
import type { V1Secret } from '../kube/wire.ts'
import { annotations } from '../polecat/names.ts'
import { secretOf, valueIn, type Entry } from './credential-secret.ts'
import { fingerprint } from './fingerprint.ts'
import { publicBlob, sshFingerprint } from './openssh-key.ts'

export interface HeldCredential {
  readonly key: string
  readonly fingerprint: string
  /** Undefined where it was stored before anybody noted when. */
  readonly storedAt: string | undefined
}

/** Nothing is to be written: all its values are there, and all that is told about them. */
export function isStored(entry: Entry, existing: V1Secret): boolean {
  const { labels, annotations: notes } = secretOf(entry).metadata ?? {}
  const has = existing.metadata
  return (
    Object.entries(entry.values).every(([key, value]) => valueIn(existing, key) === value) &&
    includes(has?.labels, labels) &&
    includes(has?.annotations, notes) &&
    has?.annotations?.[annotations.source] === entry.source
  )
}

/** The credentials that go; host keys are only added to. */
export function replacedBy({ values }: Pick<Entry, 'values'>, existing: V1Secret): HeldCredential[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const old = valueIn(existing, key)
    return old === undefined || old === value || key === 'known_hosts' ? [] : held(existing, key)
  })
}

export function held(secret: V1Secret, key: string): HeldCredential {
  const value = valueIn(secret, key) ?? ''
  const blob = key === 'ssh-privatekey' ? publicBlob(value) : undefined
  const print = blob === undefined ? fingerprint(value) : sshFingerprint(blob)
  return { key, fingerprint: print, storedAt: storedTimes(secret)[key] }
}

/** The annotation that says since when each key holds what it holds, once this entry is stored. */
export function storedTimesAfter({ values }: Entry, existing: V1Secret | undefined, now: number): string {
  const known = existing === undefined ? {} : storedTimes(existing)
  const time = new Date(now).toISOString()
  const changed = Object.entries(values).filter(
    ([key, value]) => existing === undefined || valueIn(existing, key) !== value,
  )
  const times = { ...known, ...Object.fromEntries(changed.map(([key]) => [key, time])) }
  return JSON.stringify(Object.fromEntries(Object.entries(times).filter(([key]) => isKept(key, values))))
}

function isKept(key: string, values: Entry['values']): boolean {
  return !(key in values) || values[key] !== undefined
}

/** Anybody may have written it; what cannot be read tells nothing. */
function storedTimes({ metadata }: V1Secret): Readonly<Record<string, string | undefined>> {
  let read: unknown
  try {
    read = JSON.parse(metadata?.annotations?.[annotations.storedAt] ?? '{}')
  } catch {
    return {}
  }
  const times = typeof read === 'object' && read !== null ? Object.entries(read) : []
  return Object.fromEntries(times.filter(([, time]) => !Number.isNaN(Date.parse(String(time)))))
}

function includes(has: Readonly<Record<string, string>> | undefined, wanted: object | undefined): boolean {
  return Object.entries(wanted ?? {}).every(([key, value]) => has?.[key] === value)
}
