/** Beads of the local tracker: its own program is asked, or the file read that it exports into the checkout. */
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import { codeOf, GastownError, invalid } from '../errors.ts'
import { fileProblem } from '../file-problem.ts'
import { runProgram } from '../git/run.ts'
import { beadFrom, type Bead } from './bead.ts'
import type { CheckoutContext } from '../checkout/checkout.ts'

interface BeadContext extends CheckoutContext {
  notice(line: string): void
}

const field = '--bead'

export async function findBead(id: string, context: BeadContext): Promise<Bead> {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(id))
    throw invalid('invalid flag value', [{ field, message: `expected a bead such as at-1234, found "${id}"` }])
  const response = await askProgram(id, context)
  if (typeof response === 'object') return response
  if (response !== undefined && saysMissing(response, id)) throw beadMissing(id, `bd says: ${response}`)
  const file = exportedFile(context.cwd)
  if (file === undefined) throw response === undefined ? noTracker(id) : failed(response)
  const shown = relative(context.cwd, file)
  // A fresh clone has the file, and no database yet.
  if (response !== undefined) context.notice(`bd failed (${response}); reading ${shown} instead.`)
  return readExported(id, file, shown)
}

/** The bead, or the words with which `bd` refused; undefined where there is no such program. */
async function askProgram(
  id: string,
  { cwd: folder, env, signal }: CheckoutContext,
): Promise<Bead | string | undefined> {
  const set = Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined)
  // A daemon, which older versions start, would keep our pipes open.
  const own = { ...Object.fromEntries(set), BEADS_NO_DAEMON: '1', NO_COLOR: '1' }
  try {
    const ran = await runProgram('bd', ['show', id, '--json'], { env: own, cwd: folder, timeoutMs: 30_000, signal })
    const response = parsed(ran.stdout.toString('utf8'))
    const bead = ran.status === 0 ? beadFrom(Array.isArray(response) ? response[0] : response) : undefined
    if (bead !== undefined) return bead
    return ran.timedOut
      ? 'no response in 30 seconds'
      : wordsOf(response) || firstLine(ran.stderr) || 'it printed no bead'
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Not that its database is. */
function saysMissing(response: string, id: string): boolean {
  return /no issues? found/i.test(response) || (response.includes(id) && /not found/i.test(response))
}

/** Errors come as JSON too. */
function wordsOf(response: unknown): string {
  const error = (response as { error?: unknown } | undefined)?.error
  return typeof error === 'string' ? firstLine(error) : ''
}

function firstLine(text: string): string {
  return (text.split('\n').find((line) => line.trim() !== '') ?? '').replace(/^Error: /, '').trim()
}

/** The nearest one above; the second name is that of older versions. */
function exportedFile(folder: string): string | undefined {
  const files = ['issues.jsonl', 'beads.jsonl'].map((name) => join(folder, '.beads', name))
  const found = files.find((file) => existsSync(file))
  const parent = dirname(folder)
  return found ?? (parent === folder ? undefined : exportedFile(parent))
}

async function readExported(id: string, file: string, shown: string): Promise<Bead> {
  const text = await read(file, shown)
  const lines = text.split('\n').filter((line) => line.includes(`"${id}"`))
  const beads = lines.map((line) => beadFrom(parsed(line)))
  const bead = beads.findLast((found) => found?.id === id)
  if (bead !== undefined) return bead
  const broken = lines.filter((line) => parsed(line) === undefined).length
  throw beadMissing(id, `${shown} has none${broken === 0 ? '' : `; a line of it that names ${id} is no JSON`}`)
}

async function read(file: string, shown: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(file))
  } catch (error) {
    throw invalid('the bead cannot be read', [{ field, message: fileProblem(shown, error) }])
  }
}

function beadMissing(id: string, why: string): GastownError {
  return new GastownError('not-found', 'bead not found', {
    problems: [{ field, message: `bead ${id} not found: ${why}` }],
    hints: ['List beads with: bd list'],
  })
}

function noTracker(id: string): GastownError {
  const message = `cannot look up ${id}: bd is not on PATH, and there is no .beads/issues.jsonl here or above`
  return new GastownError('not-found', 'no beads tracker found', {
    problems: [{ field, message }],
    hints: ['Go to the checkout that has it, or give the task itself: --task TEXT --set beadID=ID'],
  })
}

function failed(words: string): GastownError {
  return invalid('the bead cannot be read', [{ field, message: `bd failed: ${words}` }], ['Check it with: bd show ID'])
}
