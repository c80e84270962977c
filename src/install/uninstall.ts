/** `gastown uninstall`: saves what works, then removes the operator, its rights, and where nothing would be lost the rest. */
import type { Context } from '../context.ts'
import { GastownError } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import type { Namespaces } from '../operator-rights.ts'
import { installationCrd } from '../polecat/cluster-installation.ts'
import { counted } from '../outcome/counted.ts'
import { isActive, unsavedWork } from '../polecat/unsaved.ts'
import { findOperatorLease, readOperatorLease } from '../installed/operator-lease.ts'
import { clusterClient, stepsOf } from './cluster-client.ts'
import { confirmUninstall } from './confirm-uninstall.ts'
import { deletePolecats, freePods, freePolecats, savePolecats, type Ending } from './end-polecats.ts'
import { findData, type InstalledData } from './installed-data.ts'
import { currentInstallation } from './preflight.ts'
import { readManifests } from './read-manifests.ts'
import { forgetInstallation, removeCrds, removeNamespaces, removeObjects, type Removal } from './remove-objects.ts'
import { renderInstallation } from './render.ts'
import { usualNamespaces } from './settings.ts'

export interface UninstallOptions {
  readonly yes: boolean
  readonly force: boolean
  readonly 'delete-data': boolean
  readonly 'keep-crds': boolean
  /** Seconds for each thing that is waited for. */
  readonly timeout: number
}

export async function uninstall(context: Context, options: UninstallOptions): Promise<number> {
  const { signal, now } = context
  const client = await clusterClient(context)
  const namespaces = namespacesOf((await currentInstallation(client, signal)) ?? usualNamespaces)
  const data = await findData(client, namespaces, signal)
  const lease = await findOperatorLease(client, namespaces.polecatNamespace, signal)
  const works = readOperatorLease(lease, now()).operator.state === 'works'
  const isEmpty = data.polecats.length + data.rigs.length + data.secrets.length === 0
  const isDataDeleted = options['delete-data'] && !isEmpty
  if (!works && !options.force) refuseUnsaved(data, { namespaces, isDataDeleted })
  if (!options.yes && !(await confirmUninstall(context, { data, isDataDeleted }))) {
    context.notice('Nothing was changed.')
    return 0
  }
  const ending: Ending = { ...namespaces, seconds: options.timeout, signal, now }
  await endPolecats(context, client, { data, works, isDataDeleted, ending })
  const removal: Removal = {
    ...ending,
    namespaces,
    onRemoved: (what) => context.print(`${what} deleted\n`),
  }
  await removeAll(client, removal, {
    isAll: isEmpty || isDataDeleted,
    keepsCrds: options['keep-crds'] || data.elsewhere.length > 0,
  })
  for (const line of keptLines(data, { isAll: isEmpty || isDataDeleted, namespaces })) context.print(`${line}\n`)
  return 0
}

function namespacesOf({ polecatNamespace, workerNamespace }: Namespaces): Namespaces {
  return { polecatNamespace, workerNamespace }
}

interface Refusing {
  readonly namespaces: Namespaces
  readonly isDataDeleted: boolean
}

/** Saving work is for the operator; where none works, only what is saved may go. */
function refuseUnsaved({ polecats }: InstalledData, { namespaces, isDataDeleted }: Refusing): void {
  const waiting = polecats.flatMap((polecat) => {
    const unsaved = isActive(polecat) || isDataDeleted ? unsavedWork(polecat) : undefined
    return unsaved === undefined ? [] : [{ field: polecat.metadata.name ?? '', message: unsaved }]
  })
  if (waiting.length === 0) return
  throw new GastownError('work-unsaved', `no operator works in ${namespaces.polecatNamespace}`, {
    problems: waiting,
    hints: [
      'Start one with: gastown install',
      'Remove all without one with --force: pods that run save by themselves, and nobody reports where',
    ],
  })
}

interface EndingOptions {
  readonly data: InstalledData
  /** Whether an operator works. */
  readonly works: boolean
  readonly isDataDeleted: boolean
  readonly ending: Ending
}

async function endPolecats(context: Context, client: Client, { data, works, isDataDeleted, ending }: EndingOptions) {
  const { polecats } = data
  const step = stepsOf(context)
  if (!works) return isDataDeleted ? freePolecats(client, polecats, ending, ending.signal) : undefined
  if (polecats.some(isActive)) step('Waiting for polecats to save their work…')
  await savePolecats(client, polecats, ending)
  if (isDataDeleted) await deletePolecats(client, polecats, ending)
}

interface Extent {
  /** Whether CRDs and namespaces go, too. */
  readonly isAll: boolean
  readonly keepsCrds: boolean
}

async function removeAll(client: Client, removal: Removal, { isAll, keepsCrds }: Extent): Promise<void> {
  const { namespaces, signal } = removal
  const manifests = await readManifests()
  const settings = { version: '-', namespaces, image: '-', replicas: 1, pullSecrets: [], allowedCidrs: [] }
  const objects = renderInstallation(settings, manifests).filter(({ kind, metadata }) => {
    // The cluster makes an account of that name in every namespace.
    return !['Namespace', 'CustomResourceDefinition'].includes(kind ?? '') && metadata?.name !== 'default'
  })
  await removeObjects(client, objects, removal)
  if (!isAll) return
  await freePods(client, namespaces, signal)
  if (keepsCrds) await forgetInstallation(client, installationCrd, signal)
  else
    await removeCrds(
      client,
      manifests.crds.map(({ metadata }) => metadata?.name ?? ''),
      removal,
    )
  await removeNamespaces(client, removal)
}

function keptLines(
  { polecats, rigs, secrets, elsewhere }: InstalledData,
  { isAll, namespaces }: { readonly isAll: boolean; readonly namespaces: Namespaces },
): string[] {
  const others = elsewhere.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)
  if (isAll)
    return others.length === 0 ? [] : [`CRDs were kept for polecats of other namespaces: ${others.join(', ')}.`]
  return [
    `Kept: ${counted(polecats.length, 'polecat')}, ${counted(rigs.length, 'rig')} and ${counted(secrets.length, 'credential')}, with their CRDs and the namespaces`,
    `${namespaces.polecatNamespace} and ${namespaces.workerNamespace}; --delete-data deletes them.`,
  ]
}
