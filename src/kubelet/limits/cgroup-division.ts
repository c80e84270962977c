/** Where the groups of runs can be made in v2, in which the group of a process is not the place for them. */
import { accessSync, constants, existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Controller, Hierarchy } from './cgroup-hierarchies.ts'
import { isWithin } from '../sandbox/within.ts'

export interface Division {
  readonly parent: string
  readonly usable: readonly Controller[]
  /** The machine's own root: it may have processes, and there may be nobody else who hands its controllers on. */
  readonly isRoot: boolean
}

/**
 * A group with processes of its own cannot be divided, and this process's group has some: so the nearest one above it
 * that hands controllers on, and that this user may write. Whoever moves a process must be able to write to the group that
 * both places lie in; so what systemd has delegated elsewhere does not help.
 */
export function divisible({ own, top, controllers: wanted }: Hierarchy): Division {
  let best: Division | undefined
  for (let at = own; isWithin(at, top); at = dirname(at)) {
    if (!isWritable(at) || !isWritable(join(at, 'cgroup.procs'))) continue
    const isRoot = !existsSync(join(at, 'cgroup.type'))
    const given = words(join(at, isRoot ? 'cgroup.controllers' : 'cgroup.subtree_control'))
    const usable = wanted.filter((name) => given.has(name))
    if (usable.length > (best?.usable.length ?? 0)) best = { parent: at, usable, isRoot }
  }
  if (best !== undefined) return best
  const none = `no group above ${own} may be divided by this user and hands controllers on (cgroup v2)`
  // Groups of a login belong to root; systemd moves whoever asks it into the user's own group, which it does delegate.
  const remedy = '; end it, and start it with: systemd-run --user --scope gastown local up'
  throw new Error(/^session-.*\.scope$/.test(basename(own)) ? none + remedy : none)
}

function words(file: string): ReadonlySet<string> {
  try {
    return new Set(readFileSync(file, 'utf8').trim().split(' '))
  } catch {
    // A group that is gone.
    return new Set()
  }
}

function isWritable(place: string): boolean {
  try {
    accessSync(place, constants.W_OK)
    return true
  } catch {
    return false
  }
}
