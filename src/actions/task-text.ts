import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Problem } from '../errors.ts'
import { fileProblem } from '../file-problem.ts'
import { maxTaskBytes } from '../polecat/schema.ts'
import { unmarked } from '../polecat/task-argument.ts'
import { readAll } from './read-stream.ts'

export interface TaskFlags {
  readonly task?: string
  readonly 'task-file'?: string
}

/** The task byte for byte as it was given; undefined where no flag gives one. */
export async function taskText(
  flags: TaskFlags,
  folder: string,
  stdin: NodeJS.ReadableStream,
): Promise<{ readonly task?: string; readonly problems: readonly Problem[] }> {
  const file = flags['task-file']
  if (flags.task !== undefined && file !== undefined)
    return wrong('--task-file', 'cannot be given together with --task')
  if (flags.task !== undefined) return given('--task', unmarked(flags.task))
  if (file === undefined) return { problems: [] }
  try {
    const bytes = file === '-' ? await readAll(stdin) : await readFile(resolve(folder, file))
    return given('--task-file', new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes))
  } catch (error) {
    return wrong('--task-file', fileProblem(file, error))
  }
}

function given(field: string, task: string): { task?: string; problems: Problem[] } {
  const bytes = Buffer.byteLength(task)
  if (bytes > maxTaskBytes) return wrong(field, `expected a task of at most ${maxTaskBytes} bytes; found ${bytes}`)
  return task.trim() === '' ? wrong(field, 'the task is empty') : { task, problems: [] }
}

function wrong(field: string, message: string): { problems: Problem[] } {
  return { problems: [{ field, message }] }
}
