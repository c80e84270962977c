/** Writes what one run of a container needs into its folder: the script of its process, and its sandbox or its root. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { containerProgram, containers, environment, mounts as places } from '../../pod/layout.ts'
import { ConfigError } from './config-error.ts'
import { makeRoot, mountsOf, onMachine } from './container-place.ts'
import { specEnvironment } from './environment.ts'
import { expand } from './expand.ts'
import { fileLimit } from '../limits/file-limit.ts'
import { findProgram } from './find-program.ts'
import { installationView, type Host } from '../host.ts'
import { machineEnvironment } from '../../git/machine-environment.ts'
import type { ReadObject } from '../pod/pod-objects.ts'
import type { ContainerSpec, PodSpec } from '../pod/pod-spec.ts'
import { programArguments } from './program-arguments.ts'
import { memoryBytes, sandboxArguments, sandboxUser, type SandboxMount } from '../sandbox/sandbox-arguments.ts'
import { limitRun } from '../limits/run-limits.ts'
import { messagePipe, quote, runScript, shim, type Run } from './shim.ts'
import { markerName } from './signals.ts'

export interface RunPlan {
  readonly pod: PodSpec
  readonly spec: ContainerSpec
  readonly podFolder: string
  readonly host: Host
  readonly read: ReadObject
  /** Folder in memory, for what holds secrets. */
  readonly secretFolder: string | undefined
}

/** A command that the machine does not have; the run ends before it begins. */
export class StartError extends Error {
  override readonly name = 'StartError'
}

/** Our own program rather than the user's. */
export function isOwnProgram({ container }: ContainerSpec): boolean {
  return container.command?.[0] === containerProgram
}

/** Containers that run without a sandbox: they hold the git credential and need the user's own network set-up. */
const trusted: readonly string[] = [containers.clone, containers.push]

export function runsSandboxed(pod: PodSpec, name: string): boolean {
  return pod.sandboxed && !trusted.includes(name)
}

/** Prepares a run; nothing is written before all of it is known. Throws ConfigError or StartError. */
export async function prepareRun(plan: RunPlan): Promise<(folder: string) => Promise<void>> {
  const { pod, spec, host } = plan
  const mounts = mountsOf(spec.container, join(plan.podFolder, 'volumes'))
  const given = await specEnvironment(pod, spec.container, plan.read)
  const path = given.get('PATH') ?? pod.searchPath ?? host.path
  const words = [...(spec.container.command ?? []), ...(spec.container.args ?? [])].map((word) => expand(word, given))
  const context: RunContext = { plan, mounts, given, path, words, own: isOwnProgram(spec) }
  if (!runsSandboxed(pod, spec.name)) return await plainRun(context)
  if (!host.sandbox.ok) throw new StartError(`it is to run in a sandbox, but ${host.sandbox.reason ?? 'there is none'}`)
  return await sandboxedRun(context)
}

/** File in a run's folder; missing where the sandbox has no filter of system calls. */
export const filterFile = 'seccomp'
const filterDescriptor = 7

interface RunContext {
  readonly plan: RunPlan
  readonly mounts: readonly SandboxMount[]
  readonly given: ReadonlyMap<string, string>
  readonly path: string
  readonly words: readonly string[]
  /** See `isOwnProgram`. */
  readonly own: boolean
}

async function sandboxedRun(context: RunContext): Promise<(folder: string) => Promise<void>> {
  const { plan, mounts, given, path, words, own } = context
  const { pod, spec, host, podFolder } = plan
  const ours = own ? await installationView(host.installation) : { command: [], mounts: [] }
  if (!own) await requireProgram(context)
  const command = own ? [...ours.command, ...words.slice(1)] : words
  const programs = await host.programs(path)
  const variables = new Map([
    ['HOSTNAME', pod.key.name],
    ['HOME', places.tmp],
    ['LANG', 'C.UTF-8'],
    ...programs.variables,
    ...given,
    ['PATH', programs.path],
  ])
  const users = mounts.some((mount) => mount.target === '/etc/passwd') ? [] : [writeUsers(podFolder)]
  const { filter } = host.sandbox
  const filterRedirection = filter === undefined ? '' : ` ${filterDescriptor}<${filterFile}`
  return async (folder) => {
    const words = await sandboxArguments({
      hostname: pod.key.name,
      mounts: [...ours.mounts, ...users, ...mounts],
      programs: programArguments(programs, mounts, write(folder, 'empty', '')),
      terminationLog: {
        source: own ? writeTerminationLog(folder) : join(folder, messagePipe),
        target: spec.container.terminationMessagePath ?? '/dev/termination-log',
        readOnly: false,
      },
      environment: variables,
      folder: spec.container.workingDir ?? '/',
      newSession: !own,
      memoryBytes: host.sandbox.unsized === undefined ? memoryBytes(spec.container) : undefined,
      filter: filter === undefined ? undefined : filterDescriptor,
    })
    if (filter !== undefined) write(folder, filterFile, filter)
    writeSecret(plan, folder, 'args', words.map((word) => `${word}\0`).join(''))
    const bubblewrap = [...(await yielding(plan)), host.sandbox.program, '--args', '9', '--', ...command]
    const redirections = `9<args${filterRedirection}`
    write(folder, 'run', runScript({ command: bubblewrap, redirections, ...limitsOf(plan, folder) }))
    write(folder, 'shim', shim({ pipeMessage: !own }))
  }
}

/** Prefix that lowers a sidecar's priority: where processors are short, the agent comes first. */
async function yielding({ spec, host }: RunPlan): Promise<readonly string[]> {
  const nice = spec.kind === 'sidecar' ? await host.tool('nice') : undefined
  return nice === undefined ? [] : [nice, '-n', '5']
}

async function plainRun(context: RunContext): Promise<(folder: string) => Promise<void>> {
  const { plan, mounts, given, path, words, own } = context
  const { spec, host, podFolder, pod } = plan
  const folderOf = join(podFolder, 'containers', spec.name)
  const root = join(folderOf, 'root')
  await makeRoot(root, mounts)
  const toRoot = (text: string) => (onMachine(text, mounts) === undefined ? text : join(root, text))
  const length = spec.container.command?.length ?? 0
  const placed = words.map((word, at) => (at < length ? toRoot(word) : word))
  const { node, program } = host.installation
  const [name = '', ...rest] = own ? [node, program, ...placed.slice(1)] : placed
  const found = await findProgram(name, path)
  if (found === undefined) throw notFound(name)
  const session = own ? undefined : await host.tool('setsid')
  const before = [...(session === undefined ? [] : [session]), ...(await yielding(plan))]
  const variables = new Map([
    ...Object.entries({
      HOME: join(folderOf, 'home'),
      TMPDIR: join(folderOf, 'tmp'),
      LANG: 'C.UTF-8',
      ...(given.get('GASTOWN_MACHINE_GIT') === '1' && trusted.includes(spec.name) ? machineEnvironment(host.env) : {}),
      PATH: path,
    }),
    ...[...given].map(([key, value]) => [key, ['HOME', 'TMPDIR'].includes(key) ? toRoot(value) : value] as const),
  ])
  for (const key of variables.keys())
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key))
      throw new ConfigError('CreateContainerConfigError', `a variable named ${key} needs a sandbox`)
  const workingDir = spec.container.workingDir
  return async (folder) => {
    for (const name of ['home', 'tmp']) mkdirSync(join(folderOf, name), { recursive: true, mode: 0o700 })
    variables.set(environment.root, root)
    variables.set(environment.terminationLog, writeTerminationLog(folder))
    variables.set(markerName, runMarker(podFolder, folder, pod))
    // exec reads it too.
    const exports = [...variables].map(([key, value]) => `export ${key}=${quote(value)}\n`).join('')
    const start = `cd ${quote(workingDir === undefined ? root : toRoot(workingDir))} || exit 128\n`
    writeSecret(plan, folder, 'environment', exports + start)
    const command = [...before, found, ...rest]
    write(folder, 'run', runScript({ command, source: './environment', ...limitsOf(plan, folder) }))
    write(folder, 'shim', shim({ pipeMessage: false }))
  }
}

/** Limits of a run; none for the user's own git. */
function limitsOf({ pod, spec, host }: RunPlan, folder: string): Pick<Run, 'limits' | 'fileBytes'> {
  if (trusted.includes(spec.name)) return {}
  const isOwn = isOwnProgram(spec)
  const fileBytes = isOwn ? undefined : fileLimit(pod, spec)
  return { limits: limitRun(host.cgroups, folder, spec.container, isOwn), fileBytes }
}

/** Marker that tells the processes of one unsandboxed run from all others. */
export function runMarker(podFolder: string, folder: string, pod: PodSpec): string {
  return `${pod.key.uid}/${relative(join(podFolder, 'containers'), folder)}`
}

async function requireProgram({ words, path, mounts }: RunContext): Promise<void> {
  const [name] = words
  if (name === undefined) throw new StartError('no command specified: images are not used in local mode')
  if (name.includes('/') && !name.startsWith('/')) return
  const place = name.startsWith('/') ? (onMachine(name, mounts) ?? name) : name
  if ((await findProgram(place, path)) === undefined) throw notFound(name)
}

/** Error in the words of container runtimes, which others know how to read. */
function notFound(name: string): StartError {
  return new StartError(
    name.includes('/')
      ? `exec: "${name}": stat ${name}: no such file or directory`
      : `exec: "${name}": executable file not found in $PATH`,
  )
}

function writeUsers(podFolder: string): SandboxMount {
  const { uid, gid } = sandboxUser()
  const file = join(podFolder, 'passwd')
  writeFileSync(file, `root:x:0:0:root:/root:/bin/sh\nagent:x:${uid}:${gid}:agent:${places.home}:/bin/sh\n`)
  return { source: file, target: '/etc/passwd', readOnly: true }
}

function writeTerminationLog(folder: string): string {
  return write(folder, 'termination-log', '')
}

/** A link to a file in memory where the machine has some. */
function writeSecret(plan: RunPlan, folder: string, name: string, text: string): void {
  if (plan.secretFolder === undefined) {
    write(folder, name, text)
    return
  }
  const run = join(plan.secretFolder, '.runs', relative(plan.podFolder, folder))
  mkdirSync(run, { recursive: true, mode: 0o700 })
  symlinkSync(write(run, name, text), join(folder, name))
}

function write(folder: string, name: string, text: string | Buffer): string {
  const place = join(folder, name)
  mkdirSync(dirname(place), { recursive: true })
  writeFileSync(place, text, { mode: 0o600 })
  return place
}
