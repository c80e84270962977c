/** From what `create` was given to the Polecats to be made: layers, rig, names, and everything that is wrong with them. */
import { join } from 'node:path'
import { runProblems } from '../agents/run-problems.ts'
import { type Context, namespacedClient } from '../context.ts'
import { configFolder } from '../config.ts'
import type { Problem } from '../errors.ts'
import { installation } from '../installation.ts'
import { polecats } from '../kube/resources.ts'
import { hasPrefix, rigPrefixOf, type Bead } from './bead.ts'
import { compose, type Layer } from './compose.ts'
import type { CreateFlags } from './create-flags.ts'
import { atItsFlag } from './flag-fields.ts'
import { freeName } from './free-name.ts'
import { polecatFromFlags, sizeLayer, type FlagLayers } from './from-flags.ts'
import type { Document } from '../polecat/validate/load.ts'
import { annotations, apiVersion } from '../polecat/names.ts'
import { resolveSpec } from '../polecat/resolve.ts'
import type { Polecat } from '../polecat/schema.ts'
import { defaultTimeout } from './timeouts.ts'
import type { WrittenSpec } from './unused-locally.ts'
import { validatePolecat } from '../polecat/validate/validate.ts'
import type { Rig } from '../rig/schema.ts'
import { readCheckout } from '../checkout/checkout.ts'
import { checkoutFolder } from '../checkout/checkout-folder.ts'
import { notIncluded } from '../checkout/not-included.ts'
import { pushElsewhere } from '../checkout/push-elsewhere.ts'
import { chooseRig, type RigChoice } from './choose-rig.ts'
import { otherNamespaces } from './other-namespace.ts'
import { ProblemList } from './problem-list.ts'
import { readDocuments } from './read-documents.ts'
import { requestProblems, createRequests, taskText, type CreateRequest } from './create-requests.ts'
import { taskList } from './task-list.ts'
import { findTemplate, type Template } from './templates.ts'

export interface CreateInput {
  readonly name: string | undefined
  readonly flags: CreateFlags
  readonly passthroughArgs: readonly string[] | undefined
}

export interface DraftedPolecat {
  readonly polecat: Polecat
  readonly rig: Rig
  /** What its user wrote of its spec: in the file and by flags. */
  readonly written: WrittenSpec
  /** Another name where nobody chose this one, and somebody else takes it at the same moment. */
  readonly otherName?: () => string
}

export interface Draft {
  readonly polecats: readonly DraftedPolecat[]
  /** To be made before them. */
  readonly newRigs: readonly Rig[]
}

interface Inputs extends Pick<FlagLayers, 'layers'> {
  readonly context: Context
  readonly wanted: CreateInput
  readonly problemList: ProblemList
  readonly template: Template | undefined
  /** Names that are in use. */
  readonly taken: Set<string>
  rigOf(name: string | undefined): Promise<RigChoice | undefined>
}

export async function draftPolecats(context: Context, wanted: CreateInput): Promise<Draft> {
  const { flags } = wanted
  const problemList = new ProblemList()
  const { layers, problems } = polecatFromFlags(flags, wanted.passthroughArgs)
  problemList.add(...problems, ...(await otherNamespaces(context)))
  const tasks = await taskList(context, flags, problemList)
  const { file, template: name } = flags
  const template =
    name === undefined ? undefined : await problemList.try(() => findTemplate(name, templateFolders(context)))
  const read = () => (file === undefined ? [undefined] : readDocuments(file, context.cwd, context.streams.stdin))
  const documents = (await problemList.try<readonly (Document | undefined)[]>(read)) ?? []
  const requests = createRequests(documents, tasks ?? [undefined])
  problemList.add(...requestProblems(wanted, documents, tasks ?? []))

  const rigs = new Map<string, RigChoice | undefined>()
  const inputs: Inputs = {
    context,
    wanted,
    problemList,
    layers,
    template,
    taken: new Set(),
    rigOf: async (rig) => {
      const key = rig ?? ''
      if (!rigs.has(key)) rigs.set(key, await problemList.try(() => rigChoice(context, rig, tasks?.[0]?.bead)))
      return rigs.get(key)
    },
  }
  const drafts: (DraftedPolecat | undefined)[] = []
  for (const request of requests) drafts.push(await problemList.try(() => draftOne(inputs, request)))
  problemList.throwIfAny(requests.length > 1 ? 'the polecats cannot be created' : 'the polecat cannot be created')
  const polecats = drafts.filter((draft) => draft !== undefined)
  const choices = [...rigs.values()].filter((choice) => choice !== undefined)
  for (const choice of choices) await tellNotIncluded(context, choice, polecats)
  return { polecats, newRigs: choices.flatMap(({ isNew, rig }) => (isNew ? [rig] : [])) }
}

/** Only who starts from the branch that is checked out here can miss something of it. */
async function tellNotIncluded(
  context: Context,
  { here, rig }: RigChoice,
  drafts: readonly DraftedPolecat[],
): Promise<void> {
  const startsHere = ({ polecat }: DraftedPolecat): boolean =>
    polecat.spec.rig === rig.metadata.name &&
    polecat.spec.kubernetes.gitRepository === undefined &&
    resolveSpec(polecat, rig).baseBranch === here?.branch
  if (here === undefined || !drafts.some(startsHere)) return
  for (const notice of await notIncluded(here, context)) context.notice(notice)
}

interface PartialPolecat {
  readonly metadata?: { readonly name?: string }
  readonly spec?: {
    readonly rig?: string
    readonly taskDescription?: string
    readonly kubernetes?: { readonly gitBranch?: string; readonly gitRepository?: string }
  }
}

/** Undefined where its rig is not known, which is told then. */
async function draftOne(inputs: Inputs, { document, task }: CreateRequest): Promise<DraftedPolecat | undefined> {
  const { context, wanted, problemList } = inputs
  const fromFile = document === undefined ? [] : [{ source: document.source, value: document.value as object }]
  const layers = [...(inputs.template === undefined ? [] : [inputs.template]), ...fromFile, ...inputs.layers]
  const { metadata, spec }: PartialPolecat = compose(layers)
  const choice = await inputs.rigOf(spec?.rig)
  const base = spec?.kubernetes?.gitBranch === undefined ? await problemList.try(() => choice?.base()) : undefined
  const text = task === undefined ? undefined : taskText(task)
  const isTaskMissing = text === undefined && spec?.taskDescription === undefined
  // Where it is undefined, a problem with the task was told already.
  if (isTaskMissing && task !== undefined)
    problemList.add({ field: '--task', message: 'expected a task: --task TEXT, --task-file FILE, or one in -f FILE' })
  problemList.add(...beadProblems(task?.bead, choice))
  // Who names a rig or a repository means it.
  const { here } = choice ?? {}
  if (here && spec?.rig === undefined && spec?.kubernetes?.gitRepository === undefined)
    problemList.add(...pushElsewhere(here))
  const given = wanted.name ?? task?.name ?? metadata?.name
  const name = given ?? (await themedName(inputs, choice))
  const command = {
    metadata: { name, annotations: await localNotes(context, wanted.flags) },
    spec: { taskDescription: text, beadID: task?.bead?.id, rig: choice?.rig.metadata.name },
  }
  const value = compose([
    { source: 'defaults', value: defaultsOf(choice, base, isTaskMissing) },
    ...layers,
    { source: 'the command', value: command },
  ])
  // What is wrong with a file is told at its lines, and what is wrong with flags at these.
  const told = new ProblemList()
  const polecat = await told.try(() => validatePolecat(value, document))
  if (polecat !== undefined && choice !== undefined)
    told.add(...runProblems(polecat, choice.rig, { local: await context.isLocal() }))
  if (document === undefined) problemList.add(...told.problems.map(atItsFlag))
  else problemList.add(...told.problems)
  const otherName = given === undefined ? () => nextName(inputs.taken, choice) : undefined
  if (choice === undefined) return undefined
  const written = writtenSpec([...fromFile, ...inputs.layers])
  return { polecat: polecat ?? (value as Polecat), rig: choice.rig, written, otherName }
}

function writtenSpec(layers: readonly Layer[]): WrittenSpec {
  const { spec = {} } = compose(layers.filter(({ source }) => source !== sizeLayer)) as { spec?: WrittenSpec }
  return spec
}

async function rigChoice(context: Context, name: string | undefined, bead: Bead | undefined): Promise<RigChoice> {
  // Before local mode may be started: without git nothing can be done.
  const [canCreateRig, checkout] = [await context.isLocal(), await readCheckout(context)]
  const prefix = bead === undefined ? undefined : rigPrefixOf(bead)
  return chooseRig(await context.client(), { name, canCreateRig, checkout, place: context, prefix })
}

/** A bead of this checkout's tracker is for this checkout's rig, whatever prefix that was given. */
function beadProblems(bead: Bead | undefined, choice: RigChoice | undefined): Problem[] {
  if (bead === undefined || choice === undefined || choice.here !== undefined) return []
  const { metadata, spec } = choice.rig
  if (hasPrefix(bead, spec.beadsPrefix)) return []
  const message = `expected a bead of rig ${metadata.name}, such as ${spec.beadsPrefix}-1234; found ${bead.id}`
  return [{ field: '--bead', message }]
}

async function themedName({ context, taken }: Inputs, choice: RigChoice | undefined): Promise<string> {
  if (taken.size === 0 && choice !== undefined) {
    const { client, namespace, signal } = await namespacedClient(context)
    const { rows } = await client.table(polecats, { namespace, signal })
    for (const [name] of rows) taken.add(String(name))
  }
  return nextName(taken, choice)
}

function nextName(taken: Set<string>, choice: RigChoice | undefined): string {
  const name = freeName(choice?.rig.spec.settings.namepoolTheme, taken, Math.random)
  taken.add(name)
  return name
}

/** Lowest layer. What must be there and is not known to be wrong by itself is made up, so that the rest can be checked. */
function defaultsOf(choice: RigChoice | undefined, base: string | undefined, isTaskMissing: boolean): object {
  const { kubernetes } = choice?.rig.spec.defaults ?? {}
  return {
    apiVersion,
    kind: 'Polecat',
    spec: {
      ...(choice === undefined ? { rig: 'unknown' } : {}),
      ...(isTaskMissing ? { taskDescription: 'missing' } : {}),
      kubernetes: {
        activeDeadlineSeconds: kubernetes?.activeDeadlineSeconds ?? defaultTimeout,
        ...(base === undefined ? {} : { gitBranch: base }),
      },
    },
  }
}

/** Local mode: programs come from the PATH that `create` was called with. */
async function localNotes(context: Context, flags: CreateFlags): Promise<Record<string, string>> {
  if (!(await context.isLocal())) return {}
  const isUnsandboxedAllowed = flags.unsandboxed === true || context.env.GASTOWN_UNSANDBOXED === '1'
  return {
    ...(context.env.PATH === undefined ? {} : { [annotations.path]: context.env.PATH }),
    ...(isUnsandboxedAllowed ? { [annotations.unsandboxed]: 'true' } : {}),
  }
}

function templateFolders(context: Context): string[] {
  return [
    join(configFolder(context.env, context.home), 'templates'),
    join(checkoutFolder(context.cwd) ?? context.cwd, '.gastown', 'templates'),
    installation().templates,
  ]
}
