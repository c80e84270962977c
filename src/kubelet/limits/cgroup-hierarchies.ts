/** Which control groups this process is in, by controller, as `/proc/self/cgroup` and `/proc/self/mountinfo` tell. */
import { join, relative } from 'node:path'
import { isWithin } from '../sandbox/within.ts'

export const controllers = ['memory', 'pids', 'cpu'] as const
export type Controller = (typeof controllers)[number]

export interface Hierarchy {
  readonly version: 1 | 2
  /** Controllers of a v1 hierarchy; of v2, those that no v1 hierarchy has. */
  readonly controllers: readonly Controller[]
  /** Group of this process. */
  readonly own: string
  /** The outermost one in sight. */
  readonly top: string
}

export function readHierarchies(groups: string, mounts: string): Hierarchy[] {
  const found: Hierarchy[] = []
  for (const { type, options, root, point } of cgroupMounts(mounts)) {
    const path = pathOf(groups, type === 'cgroup2' ? undefined : options)
    if (path === undefined || !isWithin(path, root) || leavesIt(path, root)) continue
    const place = { own: join(point, relative(root, path)), top: point }
    const named = controllers.filter((name) => options.includes(name))
    if (type === 'cgroup2') found.push({ version: 2, controllers, ...place })
    else if (named.length > 0) found.push({ version: 1, controllers: named, ...place })
  }
  const old = found.filter(({ version }) => version === 1)
  const isFree = (name: Controller) => !old.some((one) => one.controllers.includes(name))
  return found.map((one) => (one.version === 1 ? one : { ...one, controllers: controllers.filter(isFree) }))
}

/** A process that was moved out of its cgroup namespace is at `/../other`, which no mount of the namespace shows. */
function leavesIt(path: string, root: string): boolean {
  return path.slice(root.length).split('/').includes('..')
}

interface Mount {
  readonly type: 'cgroup' | 'cgroup2'
  readonly options: readonly string[]
  readonly root: string
  readonly point: string
}

function cgroupMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ')
    const [, , , root = '', point = ''] = before.split(' ').map(unescape)
    const [type, , options = ''] = after.split(' ')
    return type === 'cgroup' || type === 'cgroup2' ? [{ type, root, point, options: options.split(',') }] : []
  })
}

/** mountinfo writes blanks and the like in octal. */
function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)))
}

function pathOf(groups: string, options: readonly string[] | undefined): string | undefined {
  for (const line of groups.split('\n')) {
    const [, id, names = '', path] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? []
    if (
      options === undefined ? id === '0' && names === '' : names !== '' && options.includes(names.split(',')[0] ?? '')
    )
      return path
  }
  return undefined
}
