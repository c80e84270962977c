/** One polecat attacks the machine while another works: the frame of every attack in this folder. */
import { spawnSync } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import type { Polecat } from '../../../src/polecat/schema.ts'
import { launcher, openStory, type Ran, type Repository, type Story } from '../../support/story.ts'
import { waitFor } from '../../support/wait-for.ts'

export interface Battlefield {
  readonly story: Story
  readonly repository: Repository
  close(): Promise<void>
}

export interface Attack {
  /** Names the attacker, and the victim with `-victim`. */
  readonly name: string
  /** The attacker's whole life, in sh. */
  readonly script: string
  /** Further flags of the attacker's `create`. */
  readonly flags?: readonly string[]
  /** Further variables of the one who creates it. */
  readonly env?: NodeJS.ProcessEnv
  /** Resolves once the test has seen what it wants, and the attacker is terminated; default: once it has ended. */
  until?(attacker: string): Promise<void>
}

/** The longest that a command may take to answer for another polecat, beyond what it takes on a quiet machine. */
const longestAnswer = 2000

/** A daemon of its own, as this process's user. `through`: a program that starts it, such as `keyctl session`. */
export async function openBattlefield(through: readonly string[] = []): Promise<Battlefield> {
  const story = await openStory()
  const repository = await story.repository('field')
  const [program = '', ...words] = [...through, process.execPath, launcher, 'local', 'up']
  const up = spawnSync(program, words, { cwd: story.folder, env: story.env, encoding: 'utf8' })
  if (up.status !== 0) throw new Error(`local mode does not start: ${up.stderr}`)
  return { story, repository, close: () => story.close() }
}

/**
 * Runs the attack beside a victim. Fails where the victim cannot be listed in time while the attacker works, or where the
 * victim's work is not on the remote in the end. Answers with the attacker, ended.
 */
export async function attackBesideVictim(field: Battlefield, attack: Attack): Promise<Polecat> {
  const victim = `${attack.name}-victim`
  await create(field, { name: victim, script: victimScript })
  await works(field, victim)
  const quiet = Math.min(await timeOfList(field, victim), await timeOfList(field, victim))
  await create(field, attack)
  const seen = (attack.until ?? ((name) => hasEnded(field, name)))(attack.name)
  await stayResponsive(field, victim, quiet, seen)
  await seen
  await terminateUnlessEnded(field, attack.name)
  await expectSaved(field, victim)
  return await field.story.polecat(attack.name)
}

/** Commits, and commits once more when it is told to: nothing that happened in between may have hurt it. */
const victimScript = `set -e
echo before > before; git add before; git commit -qm Before
until [ -e /tmp/go ]; do sleep 0.2; done
echo after > after; git add after; git commit -qm After`

async function create({ story, repository }: Battlefield, { name, script, flags = [], env = {} }: Attack) {
  const words = ['create', name, '--task', 'Work', '--agent', 'custom', '--timeout', '10m', ...flags]
  const made = await story.gastown([...words, '--', 'sh', '-c', script], { cwd: repository.checkout, env })
  expect(made, made.stderr).toMatchObject({ code: 0 })
}

/** Runs a command beside the agent, as soon as that is there. */
export async function execIn({ story }: Battlefield, name: string, ...command: readonly string[]): Promise<Ran> {
  return await waitFor(`a shell beside ${name}`, async () => {
    const ran = await story.gastown(['exec', name, '--', ...command])
    return /not running|waiting to start|has no pod|has not started/.test(ran.stderr) ? undefined : ran
  })
}

async function works({ story }: Battlefield, name: string): Promise<void> {
  const working = async () => ((await story.polecat(name)).status?.phase === 'Working' ? true : undefined)
  await waitFor(`${name} to work`, working)
}

export async function hasEnded({ story }: Battlefield, name: string): Promise<void> {
  const end = async () => ((await story.polecat(name)).status?.finishedAt === undefined ? undefined : true)
  await waitFor(`the end of ${name}`, end, { seconds: 150, everyMs: 500 })
}

/** Another polecat is listed in time, again and again, until `over`. */
async function stayResponsive(field: Battlefield, victim: string, quiet: number, over: Promise<unknown>) {
  const settled = over.then(
    () => true,
    () => true,
  )
  do expect(await timeOfAnswer(field, victim, quiet), 'milliseconds that list took').toBeLessThan(longestAnswer)
  while ((await Promise.race([settled, pause(300)])) !== true)
}

/**
 * How long the daemon lets one wait. Where all is slow, so is what asks nobody, and what is slow once may be quick again:
 * a busy machine is not an attacker.
 */
async function timeOfAnswer(field: Battlefield, victim: string, quiet: number): Promise<number> {
  let shortest = Infinity
  for (let tries = 0; tries < 3 && shortest >= longestAnswer; tries++) {
    const took = await timeOfList(field, victim)
    const bare = took < quiet + longestAnswer ? quiet : Math.max(quiet, await timeOfVersion(field))
    shortest = Math.min(shortest, took - bare)
  }
  return shortest
}

async function timeOfVersion({ story }: Battlefield): Promise<number> {
  const start = performance.now()
  await story.gastown(['--version'])
  return performance.now() - start
}

async function timeOfList({ story }: Battlefield, name: string): Promise<number> {
  const start = performance.now()
  const ran = await story.gastown(['list', name, '--request-timeout', '20s'])
  expect(ran, ran.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining('Working') })
  return performance.now() - start
}

async function terminateUnlessEnded(field: Battlefield, name: string): Promise<void> {
  if ((await field.story.polecat(name)).status?.finishedAt !== undefined) return
  await field.story.gastown(['terminate', name])
  await hasEnded(field, name)
}

async function expectSaved(field: Battlefield, victim: string): Promise<void> {
  const { story, repository } = field
  const told = await execIn(field, victim, 'touch', '/tmp/go')
  expect(told, told.stderr).toMatchObject({ code: 0 })
  await hasEnded(field, victim)
  const { status } = await story.polecat(victim)
  expect(status).toMatchObject({ phase: 'Done', reason: 'Pushed', result: { saved: 'saved', commits: 2 } })
  expect((await repository.refs()).get(`refs/heads/polecat/${victim}`)).toBe(status?.result?.commit)
}
