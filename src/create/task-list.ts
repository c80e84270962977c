/** The tasks that `create` is given: one polecat works on each. */
import type { Context } from '../context.ts'
import { invalid, type Problem } from '../errors.ts'
import { isClosed, type Bead } from './bead.ts'
import type { CreateFlags } from './create-flags.ts'
import { unescapeTaskFlag } from '../oclif/escape-task-flag.ts'
import { findBead } from './find-bead.ts'
import type { ProblemList } from './problem-list.ts'
import { formatOf, listedTasks, readTaskFile, taskProblem, type TaskFormat } from './task-file.ts'

export interface WantedTask {
  /** Name of the polecat, where the list gives one. */
  readonly name?: string
  /** Byte for byte as it was given; undefined where no flag gives one. */
  readonly text?: string
  readonly bead?: Bead
}

type TaskFlags = Pick<CreateFlags, 'task' | 'task-file' | 'task-format' | 'bead' | 'file'>

/** All tasks, at least one of which nothing may be known; undefined where one is wrong, which is noted then. */
export async function taskList(
  context: Context,
  flags: TaskFlags,
  problemList: ProblemList,
): Promise<readonly WantedTask[] | undefined> {
  const problems = flagProblems(flags)
  problemList.add(...problems)
  const [texts, beads] = [
    await givenTexts(context, flags, problemList),
    await givenBeads(context, flags.bead ?? [], problemList),
  ]
  if (problems.length > 0 || texts === undefined || beads === undefined) return undefined
  if (beads.length === 0) return texts.length === 0 ? [{}] : texts
  if (texts.length > 1) {
    const message = `expected at most one task besides beads, which is added to each; found ${texts.length}`
    problemList.add({ field: '--bead', message })
    return undefined
  }
  return beads.map((bead) => ({ ...texts[0], bead }))
}

function flagProblems({ task, 'task-file': files = [], bead = [], file }: TaskFlags): Problem[] {
  const [first] = files
  const stdin = [...files, ...(file === undefined ? [] : [file])].filter((name) => name === '-').length
  return [
    ...(task !== undefined && first !== undefined
      ? [{ field: '--task-file', message: 'cannot be combined with --task' }]
      : []),
    ...(stdin > 1 ? [{ field: '-', message: 'stdin can be read once; found it in several flags' }] : []),
    ...repeated(files.filter((name) => name !== '-')).map((name) => ({
      field: '--task-file',
      message: `${name} is given twice`,
    })),
    ...repeated(bead).map((id) => ({ field: '--bead', message: `${id} is given twice` })),
  ]
}

function repeated(words: readonly string[]): string[] {
  return [...new Set(words.filter((word, i) => words.indexOf(word) < i))]
}

async function givenTexts(
  context: Context,
  { task, 'task-file': files = [], 'task-format': format }: TaskFlags,
  problemList: ProblemList,
): Promise<WantedTask[] | undefined> {
  if (task !== undefined) {
    const text = unescapeTaskFlag(task)
    const problem = taskProblem(text)
    if (problem !== undefined) problemList.add({ field: '--task', message: problem })
    return problem === undefined ? [{ text }] : undefined
  }
  const tasks: WantedTask[] = []
  let areRead = true
  for (const file of files) {
    const found = await problemList.try(() => tasksIn(file, format, context))
    if (found === undefined) areRead = false
    else tasks.push(...found)
  }
  return areRead ? tasks : undefined
}

async function tasksIn(file: string, format: TaskFormat | undefined, context: Context): Promise<WantedTask[]> {
  const text = await readTaskFile(file, context.cwd, context.streams.stdin)
  if ((format ?? formatOf(text, file)) === 'text') return [oneTask(text)]
  const tasks = listedTasks(text, file === '-' ? 'stdin' : file)
  if (format === undefined && !/\.(ya?ml|json)$/.test(file) && tasks.length > 1)
    context.notice(
      `${file === '-' ? 'stdin' : file} is a list of ${tasks.length} tasks; use --task-format text to read it as one.`,
    )
  return tasks
}

function oneTask(text: string): WantedTask {
  const message = taskProblem(text)
  if (message !== undefined) throw invalid('the task cannot be used', [{ field: '--task-file', message }])
  return { text }
}

async function givenBeads(
  context: Context,
  ids: readonly string[],
  problemList: ProblemList,
): Promise<Bead[] | undefined> {
  const beads: Bead[] = []
  for (const id of ids) {
    const bead = await problemList.try(() => findBead(id, context))
    if (bead === undefined) continue
    if (isClosed(bead)) {
      const why = bead.closeReason === undefined ? '' : `: ${bead.closeReason}`
      const message = `expected one that is open; ${bead.id} is ${bead.status === 'closed' ? 'closed' : 'deleted'}${why}`
      problemList.add({ field: '--bead', message })
      continue
    }
    if (bead.status !== 'open')
      context.notice(`${bead.id} is ${bead.status}${bead.assignee === undefined ? '' : `, by ${bead.assignee}`}.`)
    beads.push(bead)
  }
  return beads.length === ids.length ? beads : undefined
}
