/** What the kubelet knows of the machine, once for all pods. */
import { dirname, join, relative, sep } from 'node:path'
import { realpath, stat } from 'node:fs/promises'
import type { Cgroups } from './limits/cgroups.ts'
import { findProgram } from './run/find-program.ts'
import { privatePlaces, type PrivatePlaces } from './sandbox/private-files.ts'
import { programView, type ProgramView } from './sandbox/programs.ts'
import type { SandboxMount } from './sandbox/sandbox-arguments.ts'
import type { SandboxProbe } from './sandbox/sandbox.ts'

export interface OwnInstallation {
  readonly node: string
  /** The JavaScript file of gastown-container. */
  readonly program: string
}

export interface Host {
  readonly installation: OwnInstallation
  readonly sandbox: SandboxProbe
  readonly cgroups: Cgroups
  readonly env: Readonly<Record<string, string | undefined>>
  readonly path: string
  readonly home: string
  /** The programs of a search path; looked up once a while. */
  programs(path: string): Promise<ProgramView>
  /** One of the system's own small programs, such as setsid; undefined where there is none. */
  tool(name: string): Promise<string | undefined>
}

export interface HostOptions {
  readonly installation: OwnInstallation
  readonly sandbox: SandboxProbe
  readonly cgroups: Cgroups
  readonly env: Readonly<Record<string, string | undefined>>
  readonly home: string
  /** Never shown to a container, whatever the PATH says. */
  readonly closed: readonly string[]
}

const freshMs = 30_000
/** A large installation takes a second to be searched. */
const freshSearchMs = 600_000

export function readHost(options: HostOptions): Host {
  const known = new Map<string, { at: number; view: Promise<ProgramView> }>()
  const searched = new Map<string, { at: number; found: Promise<PrivatePlaces> }>()
  const findPrivate = (place: string): Promise<PrivatePlaces> => {
    const before = searched.get(place)
    if (before !== undefined && Date.now() - before.at < freshSearchMs) return before.found
    const found = privatePlaces(place)
    searched.set(place, { at: Date.now(), found })
    return found
  }
  const tools = new Map<string, Promise<string | undefined>>()
  const ownPath = options.env.PATH ?? '/usr/local/bin:/usr/bin:/bin'
  return {
    ...options,
    path: ownPath,
    tool(name) {
      const found = tools.get(name) ?? findProgram(name, ownPath)
      tools.set(name, found)
      return found
    },
    programs(path) {
      const found = known.get(path)
      if (found !== undefined && Date.now() - found.at < freshMs) return found.view
      const view = programView(path, options, findPrivate)
      known.set(path, { at: Date.now(), view })
      return view
    },
  }
}

const inside = '/opt/gastown'

/** Our own program inside a sandbox: the compiled files, what they import, and Node; nothing else of the checkout. */
export async function installationView(
  installation: OwnInstallation,
): Promise<{ readonly command: readonly string[]; readonly mounts: readonly SandboxMount[] }> {
  const node = await realpath(installation.node)
  const program = await realpath(installation.program)
  const root = await packageRoot(dirname(program))
  const path = relative(root, program)
  const parts = [path.split(sep)[0] ?? '', 'package.json', 'node_modules']
  const mounts: SandboxMount[] = [{ source: node, target: `${inside}/node`, readOnly: true }]
  for (const part of parts) {
    const source = join(root, part)
    if (await exists(source)) mounts.push({ source, target: `${inside}/program/${part}`, readOnly: true })
  }
  return { command: [`${inside}/node`, `${inside}/program/${path}`], mounts }
}

async function packageRoot(folder: string): Promise<string> {
  for (let at = folder; at !== '/'; at = dirname(at)) if (await exists(join(at, 'package.json'))) return at
  return folder
}

async function exists(place: string): Promise<boolean> {
  return await stat(place).then(
    () => true,
    () => false,
  )
}
