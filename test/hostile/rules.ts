/**
 * The five rules of test/fixtures/hostile/README.md, checked with plain git on what an attempt left behind. Nothing here
 * knows how the save works.
 */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { git } from '../support/attempt-folder.ts'
import type { Attack } from './attacks.ts'

export interface Aftermath {
  /** The remote and the repository that must stay empty, as folders on this machine. */
  readonly remote: string
  readonly evil: string
  readonly branch: string
  /** What refs of this attempt begin with. */
  readonly rescuePrefix: string
  /** The base branch's commit before. */
  readonly base: string
  /** A command of the attack ran: its marker was seen. */
  readonly ran: boolean
  /** Texts of the credential. */
  readonly canaries: readonly string[]
  /** Everything that the saving side logged, reported or wrote, other than git objects. */
  readonly said: string
  readonly result: Result
}

interface Result {
  readonly state?: string
  readonly commit?: string | undefined
  readonly rescueRefs?: readonly string[] | undefined
  readonly leftOut?: readonly string[] | undefined
}

const usualFiles = {
  'first.txt': 'first.txt\n',
  'second.txt': 'second.txt\n',
  'new.txt': 'new and not committed\n',
  'uncommitted-tracked.txt': 'as it was\nchanged\n',
}

/**
 * Every rule that was broken, in words; none is what it should be. That it ends at all is held by the time limit of the
 * tests. Git does not block this process, where other attempts may run.
 */
export async function brokenRules(attack: Attack, after: Aftermath): Promise<string[]> {
  const [leaked, lost] = await Promise.all([leaks(after), lostWork(attack, after)])
  return [...leaked, ...strangeRefs(after), ...lost, ...lies(attack, after)]
}

async function leaks({ ran, canaries, said, remote }: Aftermath): Promise<string[]> {
  const broken = []
  if (ran) broken.push('1: a command of the attack ran')
  if (canaries.some((canary) => said.includes(canary))) broken.push('1: the canary was said')
  const words = ['cat-file', '--batch-all-objects', '--unordered', '--batch']
  const objects = await gitOutput(remote, words)
  if (canaries.some((canary) => objects.includes(canary))) broken.push('1: the canary is on the remote')
  return broken
}

function strangeRefs({ evil, remote, branch, rescuePrefix, base }: Aftermath): string[] {
  const broken = []
  if (git(evil, 'for-each-ref') !== '') broken.push('2: something was pushed elsewhere')
  const rescue = new RegExp(`^${rescuePrefix}/(uncommitted|branch|(other|before-rewrite|embedded)-[0-9a-f]{12})$`)
  for (const [ref, commit] of refsOf(remote)) {
    if (ref === 'refs/heads/main' && commit !== base) broken.push('2: the base branch moved')
    else if (!['refs/heads/main', `refs/heads/${branch}`].includes(ref) && !rescue.test(ref))
      broken.push(`2: there is ${ref}`)
  }
  return broken
}

async function lostWork({ commits = [], files, withoutSecond }: Attack, { remote }: Aftermath): Promise<string[]> {
  const subjects = new Set(git(remote, 'log', '--all', '--format=%s').split('\n'))
  const wanted = ['first.txt', ...(withoutSecond ? [] : ['second.txt']), ...commits]
  const broken = wanted.filter((subject) => !subjects.has(subject)).map((subject) => `3: no commit "${subject}"`)
  const contents = Object.entries({ ...usualFiles, ...files })
  const refs = [...refsOf(remote).keys()]
  const asked = contents.flatMap(([path, content]) => refs.map((ref) => ({ path, content, at: `${ref}:${path}` })))
  const input = asked.map(({ at }) => `${at}\n`).join('')
  const answers = `${await gitOutput(remote, ['cat-file', '--batch-check=%(objectname)'], input)}`.split('\n')
  const found = new Set(asked.filter(({ content }, at) => answers[at] === blobName(content)).map(({ path }) => path))
  const missing = contents.filter(([path]) => !found.has(path))
  return [...broken, ...missing.map(([path, content]) => `3: no ${path} with ${JSON.stringify(content)}`)]
}

function lies({ state = 'saved', leftOut }: Attack, { remote, branch, result }: Aftermath): string[] {
  const broken = []
  const refs = refsOf(remote)
  if (result.state !== state) broken.push(`4: the state is ${result.state}, not ${state}`)
  const named = (result.leftOut ?? []).join('\n')
  if (!(leftOut ?? /^$/).test(named)) broken.push(`4: left out is said to be: ${named}`)
  if (result.commit !== undefined && refs.get(`refs/heads/${branch}`) !== result.commit)
    broken.push('4: the branch is not at the commit of the result')
  for (const ref of result.rescueRefs ?? [])
    if (ref.startsWith('refs/') && !refs.has(ref)) broken.push(`4: there is no ${ref}`)
  return broken
}

function refsOf(repository: string): Map<string, string> {
  const lines = git(repository, 'for-each-ref', '--format=%(objectname) %(refname)').split('\n')
  return new Map(lines.filter((line) => line !== '').map((line) => [line.slice(41), line.slice(0, 40)]))
}

function blobName(content: string): string {
  const bytes = Buffer.from(content)
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}

async function gitOutput(cwd: string, words: readonly string[], input?: string): Promise<Buffer> {
  const running = promisify(execFile)('git', [...words], { cwd, maxBuffer: 1 << 30, encoding: 'buffer' })
  if (input !== undefined) running.child.stdin?.end(input)
  return (await running).stdout
}
