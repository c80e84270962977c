/** What an agent has done so far: while it works, and when it and its pod are gone. */
import { writeFile, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeInFull } from '../support/full.ts'
import { openedOnce } from '../support/opened.ts'
import { openStory } from '../support/story.ts'

const story = openedOnce(openStory, (one) => one.close())
const repository = openedOnce(() => story.repository('athena'))

interface Printed {
  source: string
  branch: string
  commits: { commit: string; subject: string }[]
  uncommitted: { status: string; path: string }[]
}

const git = async (name: string) => {
  const ran = await story.gastown(['git', name, '-o', 'json'])
  expect(ran).toMatchObject({ code: 0 })
  return JSON.parse(ran.stdout) as Printed
}

test('while the agent works, from its last checkpoint; afterwards from the remote', async () => {
  const agent = [
    'printf "one\\n" > a && git add a && git commit -qm "$(printf "Do \\033[31mone")"',
    'git config core.fsmonitor "touch ran; false"',
    'echo two > b',
    'while [ ! -e go ]; do sleep 0.1; done',
    'rm go; exit 3',
  ].join('; ')
  const words = ['create', 'work', '--task', 'Do it', '--agent', 'custom', '--set', 'kubernetes.checkpointSeconds=5']
  expect(await story.gastown([...words, '--', 'sh', '-c', agent], { cwd: repository.checkout })).toMatchObject({
    code: 0,
  })
  await expect
    .poll(async () => (await git('work').catch(() => undefined))?.uncommitted, { interval: 500 })
    .toEqual([{ status: 'A', path: 'b' }])
  const seen = await git('work')
  expect(seen).toMatchObject({ source: 'pod', branch: 'polecat/work', commits: [{ subject: 'Do \u001B[31mone' }] })
  const running = await story.gastown(['diff', 'work'])
  expect(running).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^As of the last checkpoint with changes: \d{4}-/),
  })
  expect(running.stdout).toContain('+one\n')
  expect(running.stdout).toContain('+two\n')

  expect(await story.gastown(['exec', 'work', '--', 'touch', 'go'])).toMatchObject({ code: 0 })
  expect(await story.gastown(['wait', 'work'])).toMatchObject({ code: 10 })
  const after = await git('work')
  const tip = (await repository.refs()).get('refs/heads/polecat/work')
  expect(after).toMatchObject({
    source: 'remote',
    commits: [{ commit: tip }],
    uncommitted: [{ status: 'A', path: 'b' }],
  })
  const text = await story.gastown(['git', 'work'])
  expect(text.stdout).toContain('Do one')
  expect(text.stdout).not.toContain('\u001B')
  const stat = await story.gastown(['diff', 'work', '--stat'])
  expect(stat.stdout).toContain('2 files changed, 2 insertions(+)')

  const patch = (await story.gastown(['diff', 'work', '--raw'])).stdout
  const file = join(story.folder, 'work.patch')
  await writeFile(file, patch)
  await repository.git('--work-tree', story.folder, 'apply', '--check', file)
})

describeInFull('no work', () => {
  test('what there is no work of, and what cannot be read', async () => {
    expect(await story.gastown(['git', 'nobody'])).toMatchObject({ code: 3 })
    const idle = ['create', 'idle', '--task', 'Do it', '--agent', 'custom', '--wait', '--', 'true']
    expect(await story.gastown(idle, { cwd: repository.checkout })).toMatchObject({ code: 11 })
    const none = await story.gastown(['diff', 'idle'])
    expect(none).toMatchObject({ code: 3 })
    expect(none.stderr).toContain('the remote has no work of idle')
    // A user whose own git may not read the remote.
    const bin = join(story.folder, 'bin')
    await mkdir(bin)
    await writeFile(join(bin, 'git'), '#!/bin/sh\necho "fatal: Authentication failed" >&2\nexit 128\n', { mode: 0o755 })
    const denied = await story.gastown(['git', 'idle'], { env: { PATH: `${bin}:${process.env['PATH']}` } })
    expect(denied).toMatchObject({ code: 4 })
    expect(denied.stderr).toContain('the work of idle cannot be read from')
    expect(denied.stderr).toContain('with your own git')
  })
})
