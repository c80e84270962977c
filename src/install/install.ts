/** `gastown install`: checks, applies, waits until an operator works, and says what to do next. */
import type { Context } from '../context.ts'
import { GastownError } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import type { KubeObject } from '../kube/resources.ts'
import { installedLines } from '../output/installed-lines.ts'
import { applyObject } from './apply.ts'
import { awaitLeader } from './await-leader.ts'
import { clusterClient, stepsOf } from './cluster-client.ts'
import { exportCommand } from './export-command.ts'
import { checkRights, checkVersion, currentInstallation } from './preflight.ts'
import { readManifests } from './read-manifests.ts'
import { renderInstallation } from './render.ts'
import { settingsFrom, usualNamespaces, type InstallFlags, type InstallSettings } from './settings.ts'
import { tryPod } from './trial-pod.ts'

export interface InstallOptions extends InstallFlags {
  readonly 'dry-run': boolean
  /** Seconds to wait for an operator that works. */
  readonly timeout: number
}

export async function install(context: Context, flags: InstallOptions, version: string): Promise<number> {
  const { signal } = context
  // Before any server is asked, so that what is wrong with flags is said first.
  settingsFrom(flags, version, usualNamespaces)
  const client = await clusterClient(context)
  const step = stepsOf(context)
  step('Checking the cluster…')
  await checkVersion(client, signal)
  const settings = await settingsHere(client, flags, { version, signal })
  const objects = renderInstallation(settings, await readManifests())
  await checkRights(client, objects, { signal, hints: administratorHints(settings) })
  await applyAll(context, client, { objects, settings, dryRun: flags['dry-run'] })
  if (flags['dry-run']) return 0
  step('Waiting for an operator to work…')
  const leader = await awaitLeader(client, {
    namespace: settings.namespaces.polecatNamespace,
    timeoutSeconds: flags.timeout,
    signal,
    now: context.now,
    onWait: step,
  })
  context.print(`${installedLines({ ...settings, leader }).join('\n')}\n`)
  return 0
}

/** The namespaces of the installation that there is, and an error where flags name others. */
async function settingsHere(
  client: Client,
  flags: InstallFlags,
  { version, signal }: { readonly version: string; readonly signal: AbortSignal },
): Promise<InstallSettings> {
  const found = await currentInstallation(client, signal)
  if (found === undefined) return settingsFrom(flags, version, usualNamespaces)
  const settings = settingsFrom(flags, version, found)
  const { polecatNamespace, workerNamespace } = settings.namespaces
  if (polecatNamespace === found.polecatNamespace && workerNamespace === found.workerNamespace) return settings
  throw new GastownError(
    'conflict',
    `gastown is installed in ${found.polecatNamespace} and ${found.workerNamespace} already`,
    {
      problems: [
        {
          field: '--namespace',
          message: `a cluster has one installation; found ${polecatNamespace} and ${workerNamespace}`,
        },
      ],
      hints: ['Upgrade it without --namespace and --worker-namespace', 'Remove it with: gastown uninstall'],
    },
  )
}

function administratorHints(settings: InstallSettings): string[] {
  return [`Ask an administrator of the cluster to run: ${exportCommand(settings)}`]
}

interface Applying {
  readonly objects: readonly KubeObject[]
  readonly settings: InstallSettings
  readonly dryRun: boolean
}

/** One line for each object. A pod is tried before the operator is made, once its namespace is there. */
async function applyAll(context: Context, client: Client, { objects, settings, dryRun }: Applying): Promise<void> {
  const { signal } = context
  for (const object of objects) {
    if (object.kind === 'Deployment' && !dryRun) await tryPod(client, settings, signal)
    const change = await applyObject(client, object, { dryRun, signal })
    const { kind = '', metadata } = object
    const place = metadata?.namespace === undefined ? '' : ` in ${metadata.namespace}`
    context.print(`${kind.toLowerCase()}/${metadata?.name}${place} ${change}${dryRun ? ' (dry run)' : ''}\n`)
  }
}
