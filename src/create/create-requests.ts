/** What `create` was asked for, one order for each polecat: every document with every task. */
import type { Problem } from '../errors.ts'
import { beadTask } from './bead.ts'
import type { CreateFlags } from './create-flags.ts'
import type { Document } from '../polecat/validate/load.ts'
import type { WantedTask } from './task-list.ts'

export interface CreateRequest {
  readonly document?: Document
  /** Undefined where something is wrong with it. */
  readonly task?: WantedTask
}

export function createRequests(
  documents: readonly (Document | undefined)[],
  tasks: readonly (WantedTask | undefined)[],
): CreateRequest[] {
  return documents.flatMap((document) => tasks.map((task) => ({ document, task })))
}

/** The bead, and then what is said besides; undefined where neither is. */
export function taskText({ text, bead }: WantedTask): string | undefined {
  if (bead === undefined) return text
  return text === undefined ? beadTask(bead) : `${beadTask(bead)}\n\n${text}`
}

interface NameAndFlags {
  readonly name: string | undefined
  readonly flags: Pick<CreateFlags, 'file' | 'bead'>
}

/** Why they cannot all be made. */
export function requestProblems(
  { name, flags }: NameAndFlags,
  documents: readonly (Document | undefined)[],
  tasks: readonly WantedTask[],
): Problem[] {
  const [ofFile, ofTasks] = [`the ${documents.length} documents of ${flags.file}`, `the ${tasks.length} tasks`]
  if (documents.length > 1 && tasks.length > 1)
    return [{ field: '--file', message: `expected one document for several tasks; found ${documents.length}` }]
  if (documents.length > 1 && tasks[0]?.bead !== undefined)
    return [{ field: '--bead', message: `one bead cannot be used for ${ofFile}` }]
  if (name !== undefined) {
    const many = documents.length > 1 ? ofFile : tasks.length > 1 ? ofTasks : undefined
    return many === undefined ? [] : [{ field: 'NAME', message: `one name cannot be used for ${many}` }]
  }
  const named = documents.length === 1 ? nameOf(documents[0]) : undefined
  const unnamed = tasks.filter((task) => task.name === undefined)
  if (named !== undefined && unnamed.length > 1)
    return [{ field: 'metadata.name', message: `one name, '${named}', cannot be used for ${ofTasks}` }]
  return [...repeatedInFile(documents), ...repeatedInTasks(tasks)]
}

function nameOf(document: Document | undefined): string | undefined {
  const { metadata } = (document?.value ?? {}) as { metadata?: { name?: unknown } }
  return typeof metadata?.name === 'string' ? metadata.name : undefined
}

function repeatedInFile(documents: readonly (Document | undefined)[]): Problem[] {
  const lines = new Map<string, number | undefined>()
  return documents.flatMap((document) => {
    const name = nameOf(document)
    if (name === undefined) return []
    const line = document?.lineOf(['metadata', 'name'])
    if (!lines.has(name)) {
      lines.set(name, line)
      return []
    }
    const message = `expected each name once; '${name}' is already in line ${lines.get(name)} (line ${line})`
    return [{ field: 'metadata.name', message }]
  })
}

function repeatedInTasks(tasks: readonly WantedTask[]): Problem[] {
  const names = tasks.flatMap(({ name }) => name ?? [])
  const twice = new Set(names.filter((name, i) => names.indexOf(name) < i))
  return [...twice].map((name) => ({ field: '--task-file', message: `expected each name once; found '${name}' again` }))
}
