/** Files of tasks: a text file is one task, a YAML or JSON file is a list of them. */
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { invalid, type Problem } from '../errors.ts'
import { fileProblem } from '../file-problem.ts'
import { loadDocuments, type Document } from '../polecat/validate/load.ts'
import { nearName } from '../text/near-name.ts'
import { maxTaskBytes } from '../polecat/schema.ts'
import { readAll } from './read-stream.ts'

const field = '--task-file'

/** The text of a file, or of stdin for `-`. */
export async function readTaskFile(file: string, folder: string, stdin: NodeJS.ReadableStream): Promise<string> {
  let text: string
  try {
    const bytes = file === '-' ? await readAll(stdin) : await readFile(resolve(folder, file))
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (error) {
    throw invalid('the task cannot be used', [{ field, message: fileProblem(file, error) }])
  }
  return text
}

export type TaskFormat = 'text' | 'list'

/** What a file holds where nobody says it: its name tells, and for other names and stdin what is in it. */
export function formatOf(text: string, file: string): TaskFormat {
  if (/\.(ya?ml|json)$/.test(file)) return 'list'
  // A list is an ordinary part of such a text.
  if (/\.(md|markdown)$/.test(file) || !/^(---|#|-\s|\[|\s)/.test(text)) return 'text'
  try {
    const documents = loadDocuments(text, file)
    return documents.length === 1 && Array.isArray(documents[0]?.value) ? 'list' : 'text'
  } catch {
    // Neither YAML nor JSON.
    return 'text'
  }
}

export function taskProblem(task: string): string | undefined {
  const bytes = Buffer.byteLength(task)
  if (bytes > maxTaskBytes) return `expected a task of at most ${maxTaskBytes} bytes; found ${bytes}`
  return task.trim() === '' ? 'the task is empty' : undefined
}

export interface ListedTask {
  readonly name?: string
  readonly text: string
}

/** The tasks of a list; tells everything that is wrong with it, by line. */
export function listedTasks(text: string, file: string): ListedTask[] {
  const documents = loadDocuments(text, file)
  const [document] = documents
  if (document === undefined || documents.length > 1 || !Array.isArray(document.value))
    throw invalid(
      `${file} is not a list of tasks`,
      [{ field, message: `expected one list in ${file}, such as "- Fix the login"` }],
      ['Use --task-format text to give it to one polecat unchanged, or -f for Polecats in YAML.'],
    )
  const items: readonly unknown[] = document.value
  const problems = items.flatMap((item, index) => itemProblems(item, index, document))
  if (items.length === 0) problems.push({ field, message: `expected a task in ${file}; its list is empty` })
  if (problems.length > 0) throw invalid(`${file} contains an invalid task`, problems)
  return items.map((item) => {
    if (typeof item === 'string') return { text: item }
    const { name, task } = item as { name?: string; task: string }
    return { name, text: task }
  })
}

function itemProblems(item: unknown, index: number, document: Document): Problem[] {
  const at = (path: readonly string[], message: string) => ({
    field: `${document.source}:${document.lineOf([index, ...path]) ?? document.lineOf([index]) ?? 1}`,
    message,
  })
  if (typeof item === 'string') {
    const problem = taskProblem(item)
    return problem === undefined ? [] : [at([], problem)]
  }
  if (typeof item !== 'object' || item === null || Array.isArray(item))
    return [at([], `expected a task in quotes, or its name and task; found ${whatIs(item)}`)]
  const { name, task, ...others } = item as Readonly<Record<string, unknown>>
  const problems = Object.keys(others).map((key) => {
    const near = nearName(key, ['name', 'task'])
    return at([key], `expected name and task; found '${key}'${near === undefined ? '' : `; did you mean ${near}?`}`)
  })
  if (name !== undefined && typeof name !== 'string') problems.push(at(['name'], 'expected a name in quotes'))
  const problem = typeof task === 'string' ? taskProblem(task) : 'expected a task in quotes'
  return problem === undefined ? problems : [...problems, at(['task'], problem)]
}

function whatIs(item: unknown): string {
  return item === null ? 'nothing' : Array.isArray(item) ? 'a list' : `a ${typeof item}`
}
