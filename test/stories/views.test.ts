/** The live views of the built program on a real terminal, whose screen is read as text. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openStory, type Repository, type Story } from '../support/story.ts'
import { waitFor } from '../support/wait-for.ts'
import { noTmux, openTmux, type Tmux } from '../support/tmux.ts'
import { full } from '../support/full.ts'

const missing = noTmux ?? (full ? undefined : 'GASTOWN_TEST_FULL=1')

describe.skipIf(missing !== undefined)(`on a real terminal${missing === undefined ? '' : ` (${missing})`}`, () => {
  let story: Story
  let repository: Repository
  let terminal: Tmux

  const create = (name: string, script: string, ...flags: string[]) =>
    story.gastown(['create', name, '--task', 'Do it', '--agent', 'custom', ...flags, '--', 'sh', '-c', script], {
      cwd: repository.checkout,
    })
  const words = 'printf "\\033[31mone \\007 中文 🚀\\n"'

  beforeAll(async () => {
    story = await openStory()
    repository = await story.repository('athena')
    const script = `echo a > a && git add a && git commit -qm One && ${words} && sleep 600`
    await create('alpha', script, '--set', 'kubernetes.checkpointSeconds=5')
    await create('beta', 'echo two; sleep 600')
    await create('gone', 'echo three; exit 3', '--wait')
    await story.said('alpha', 'one')
  })
  afterAll(() => story.close())

  beforeEach(() => {
    terminal = openTmux(story, { columns: 100, rows: 14 })
    terminal.type('stty -g > before; echo earlier\n')
  })
  afterEach(() => terminal.close())

  const settings = (name: string) => readFileSync(join(story.folder, name), 'utf8')

  /** What the shell finds once the view has ended. */
  async function afterwards() {
    await waitFor('the end of the view', () => !existsSync(`/proc/${terminal.pid()}`) || undefined)
    terminal.type('stty -g > after; echo "is $((40 + 2))"\n')
    await terminal.shows(/^is 42$/m)
    const found = {
      ...terminal.state(),
      sameSettings: settings('after') === settings('before'),
      history: terminal.history().includes('earlier\n'),
    }
    terminal.type("printf '\\033[H\\033[2J'\n")
    return found
  }
  const asBefore = { cursor: true, alternate: false, sameSettings: true, history: true }

  /** A `y` that comes with its question is no answer, and nobody reads as fast as this test. */
  async function answerYes(seen: string | RegExp): Promise<void> {
    await expect.poll(() => terminal.press('y') ?? terminal.screen(), { interval: 250 }).toMatch(seen)
  }

  async function openStatus(): Promise<void> {
    terminal.type('gastown status\n')
    await terminal.shows(/› gone +Failed +AgentFailed [^]*alpha +Working/)
    expect(terminal.state()).toEqual({ cursor: false, alternate: true })
  }

  test('a fleet: the failed one first, newest lines, control characters not obeyed', async () => {
    await openStatus()
    await terminal.shows(/alpha .* one ␇ 中文 🚀$/m)
    await terminal.shows(/^3 polecats in all rigs: 1 Failed · 2 Working/)
    await terminal.shows(/\n1-3 of 3 · attention first\nq quit · \? help · l log/)
    terminal.press('C-c')
    await terminal.shows(/Stopped watching; the polecats are not affected/)
    // What it showed last stays, below what was there before.
    await terminal.shows(/earlier\n[^]*\ngone +Failed[^]*\n3 polecats in all rigs: 1 Failed · 2 Working/)
    expect(await afterwards()).toEqual(asBefore)
    expect((await story.polecat('beta')).status?.phase).toBe('Working')
  })

  test('filter, sort, select, log, diff, help', async () => {
    await openStatus()
    terminal.type('/alp')
    await terminal.shows(/^\/alp▏\nEnter keep/m)
    expect(terminal.screen()).not.toContain('beta')
    terminal.press('Enter')
    await terminal.shows('1-1 of 1 · attention first · /alp (of 3)')
    terminal.press('Escape')
    await terminal.shows('1-3 of 3')
    terminal.press('s')
    await terminal.shows(/› alpha[^]*beta[^]*gone[^]*by name/)
    terminal.press('Enter')
    await terminal.shows(/^Log of alpha\none ␇ 中文 🚀\n[^]*1-1 of 1, following\nq back/)
    terminal.press('q')
    await terminal.shows(/› alpha/)
    await expect.poll(async () => (await story.gastown(['diff', 'alpha'])).stdout, { interval: 1000 }).toContain('+a')
    terminal.press('d')
    await terminal.shows(/^Work of alpha\nAs of the last checkpoint[^]*\n\+\+\+ b\/a\n@@[^]*\n\+a\n/)
    terminal.press('Escape')
    await terminal.shows('1-3 of 3')
    terminal.press('?')
    await terminal.shows(/terminate it after confirmation[^]*any key back/)
    terminal.press('x')
    await terminal.shows(/› alpha/)
    terminal.press('q')
    await terminal.shows('Stopped watching; the polecats are not affected.')
    expect(await afterwards()).toEqual(asBefore)
  })

  test('new sizes, down to tiny ones, leave nothing behind', async () => {
    await openStatus()
    const expected: readonly (readonly [number, number, RegExp])[] = [
      [60, 10, /^3 polecats.*\n {2}NAME.*\n› gone .*\n {2}alpha.*\n {2}beta.*\n+1-3 of 3.*\nq quit .* r retry$/],
      [20, 5, /^3 polecats in all r…\n› gone .*\n {2}alpha.*\nq quit · \? help$/],
      [10, 2, /^› gone/],
      [1, 1, /^/],
      [100, 14, /^3 polecats.*\n {2}NAME.*\n› gone .*\n {2}alpha.*\n {2}beta.*\n+1-3 of 3.*\nq quit .* s sort$/],
    ]
    for (const [columns, rows, screen] of expected) {
      terminal.resize(columns, rows)
      await terminal.shows(screen)
    }
    terminal.press('q')
    expect(await afterwards()).toEqual(asBefore)
  })

  test('SIGTERM and SIGHUP restore the terminal', async () => {
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) {
      await openStatus()
      process.kill(terminal.pid(), signal)
      expect(await afterwards()).toEqual(asBefore)
    }
  })

  test('a terminal that goes away ends it', async () => {
    await openStatus()
    const pid = terminal.pid()
    terminal.close()
    await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false)
    terminal = openTmux(story, { columns: 100, rows: 14 })
    expect((await story.polecat('beta')).status?.phase).toBe('Working')
  })

  test('terminates after a question, retries, and tells what is refused', async () => {
    await openStatus()
    terminal.press('t')
    await terminal.shows(/^gone has ended already: Failed \(AgentFailed\)/m)
    terminal.type('jjr')
    await terminal.shows(/^beta is still running attempt 1; t terminates it/m)
    terminal.press('t')
    await terminal.shows('Terminate beta? Its work is saved first. y/N')
    terminal.press('n')
    await terminal.shows('1-3 of 3')
    terminal.press('t')
    await terminal.shows('Terminate beta?')
    await answerYes(/^beta is being terminated, its work is saved first/m)
    await terminal.shows(/› beta +Terminated/)
    // What has just changed is not acted upon.
    const question = /^Retry beta\? It is Terminated\. Attempt 2 is queued\. .*y\/N\ny retry/m
    terminal.press('r')
    await terminal.shows(/^beta just moved or changed|^Retry beta\?/m)
    terminal.press('n')
    // What was told stays for longer than a row that moved is out of reach.
    await terminal.shows('1-3 of 3')
    terminal.press('r')
    await terminal.shows(question)
    await answerYes('beta: attempt 2 is queued')
    await terminal.shows(/› beta +Working/)
    terminal.press('q')
    expect(await afterwards()).toEqual(asBefore)
  })

  test('what is behind q belongs to the shell, and nothing of it is obeyed', { timeout: 240_000 }, async () => {
    const before = (await story.polecat('gone')).spec.attempt
    for (let round = 0; round < 20; round++) {
      await openStatus()
      const [typed, seen] = [
        ['qGr', /[$#] Gr$/m],
        ['qecho I have $((40 + 1))\r', /^I have 41$/m],
        ['qls -d athena\r', /^athena$/m],
        ['jqry\u001B[B', /[$#] ry/m],
      ][round % 4] as [string, RegExp]
      terminal.type(typed)
      await waitFor('the end of the view', () => !existsSync(`/proc/${terminal.pid()}`) || undefined)
      await terminal.shows(seen)
      terminal.press('C-c')
      terminal.type('clear; stty -g > before; echo earlier\n')
    }
    expect(await afterwards()).toEqual(asBefore)
    expect((await story.polecat('gone')).spec.attempt).toBe(before)
  })

  test('Ctrl-Z leaves it for a while', async () => {
    await openStatus()
    terminal.press('C-z')
    await terminal.shows(/[Ss]topped/)
    expect(terminal.state()).toEqual({ cursor: true, alternate: false })
    terminal.type('echo "is $((40 + 3))"\n')
    await terminal.shows(/^is 43$/m)
    terminal.type('fg\n')
    await terminal.shows(/› gone +Failed/)
    expect(terminal.state()).toEqual({ cursor: false, alternate: true })
    terminal.press('?')
    await terminal.shows(/any key back/)
    terminal.type('xq')
    expect(await afterwards()).toEqual(asBefore)
  })

  test('create --follow: lines stay, steps with their times, the outcome', async () => {
    terminal.type(
      `cd athena; gastown create delta --task T --agent custom --follow -- sh -c 'echo one; sleep 2; echo d > d'; echo "code $?"; cd ..\n`,
    )
    await terminal.shows(/^one\ndelta {2}Working {2}.*\nqueued \d+\.\ds · .*\nagent working\nq or Ctrl-C/m)
    await terminal.shows(/^one\ndelta {2}Done .*\nqueued [^]*saved \d+\.\ds\ndelta: Done \(Pushed\)\n[^]*\ncode 0$/m)
    expect(await afterwards()).toEqual(asBefore)
  })

  test('status of one ends with the outcome', async () => {
    terminal.type('gastown status gone; echo "code $?"\n')
    await terminal.shows(/^gone {2}Failed .*\nqueued .*\ngone: Failed \(AgentFailed\)\n[^]*code 0$/m)
    terminal.type('gastown status alpha; echo "code $?"\n')
    await terminal.shows(/^one ␇ 中文 🚀\nalpha {2}Working/m)
    terminal.press('C-c')
    await terminal.shows(/Stopped watching; alpha keeps running[^]*code 130/)
    expect(await afterwards()).toEqual(asBefore)
  })

  test('a lost connection is told, and that it is back', async () => {
    const { pid } = JSON.parse((await story.gastown(['local', 'status', '-o', 'json'])).stdout) as { pid: number }
    await openStatus()
    process.kill(pid, 'SIGKILL')
    await terminal.shows(/^Disconnected for \ds; data may be stale · /)
    terminal.press('r')
    await terminal.shows(/^Retry \w+\?/m)
    await answerYes(/cannot be reached|not reach|refused/)
    expect(await story.gastown(['local', 'up'])).toMatchObject({ code: 0 })
    await terminal.shows(/^\d polecats in all rigs: /)
    terminal.press('q')
    expect(await afterwards()).toEqual(asBefore)
  })
})
