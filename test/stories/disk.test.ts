/** A disk that is full: said clearly, nothing half done. On small tmpfs of their own, so it needs root and time. */
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { openStory, type Repository, type Story } from '../support/story.ts'
import { full } from '../support/full.ts'
import { canMount, smallDisk } from '../support/small-disk.ts'
import { waitFor } from '../support/wait-for.ts'

const possible = full && canMount

describe.skipIf(!possible)('a full disk (needs root and GASTOWN_TEST_FULL=1)', () => {
  const undo: (() => Promise<void> | void)[] = []
  afterEach(async () => {
    for (const step of undo.splice(0).toReversed()) await step()
  })

  const open = async (megabytes: number): Promise<{ story: Story; repository: Repository; state: string }> => {
    const story = await openStory()
    const state = join(story.folder, 'state')
    await mkdir(state)
    const disk = smallDisk(state, megabytes)
    undo.push(
      () => story.close(),
      () => disk[Symbol.dispose](),
      async () => void (await story.gastown(['local', 'down', '--force'])),
    )
    return { story, repository: await story.repository('athena'), state }
  }

  test('local up says so, and leaves nothing running', async () => {
    const { story, state } = await open(1)
    await writeFile(join(state, 'filler'), Buffer.alloc(1 << 20)).catch(() => undefined)
    const ran = await story.gastown(['local', 'up'])
    expect(ran.code).toBe(9)
    expect(ran.stderr).toMatch(/no space left on the disk/)
    expect((await story.gastown(['local', 'status'])).stdout).not.toMatch(/running: +yes/)
  })

  test('a server whose disk has become full says the same, and changes nothing', async () => {
    const { story, repository, state } = await open(8)
    expect(await story.gastown(['local', 'up'])).toMatchObject({ code: 0 })
    const fill = (name: string) => writeFile(join(state, name), Buffer.alloc(8 << 20)).catch(() => undefined)
    await fill('filler')
    // A full disk gets what was kept in reserve for it; that is taken, too.
    await waitFor('the reserve to be given up', () => !existsSync(join(state, 'pods.reserve')) || undefined)
    await fill('more')
    const words = ['create', 'x', '--task', 'T'.repeat(100_000), '--agent', 'custom', '--', 'true']
    const ran = await story.gastown(words, { cwd: repository.checkout })
    expect(ran).toMatchObject({ code: 9, stdout: '' })
    expect(ran.stderr).toMatch(/^Error: no space left on the disk of /m)
    expect(ran.stderr).not.toMatch(/127\.0\.0\.1|Internal error/)
    for (const name of ['filler', 'more']) await rm(join(state, name))
    expect((await story.gastown(['list', '-o', 'name'])).stdout).toBe('')
  })

  test('a clone that does not fit: 16', async () => {
    const { story, repository } = await open(24)
    await writeFile(
      join(repository.checkout, 'big'),
      Buffer.from(Array.from({ length: 30 << 20 }, () => Math.random() * 256)),
    )
    execFileSync('sh', ['-c', 'git add big && git commit -qm Big && git push -q'], {
      cwd: repository.checkout,
      env: story.env,
    })
    const ran = await story.gastown(['create', 'big', '--task', 'T', '--agent', 'custom', '--wait', '--', 'true'], {
      cwd: repository.checkout,
    })
    expect(ran.code).toBe(16)
    const { status } = await story.polecat('big')
    expect(status?.reason).toBe('CloneFailed')
    expect(status?.message).toMatch(/disk is full|no space left/i)
  })

  test('an agent that fills it at once: the same, and nobody has to make room for that to be told', async () => {
    const { story, repository } = await open(48)
    const script = 'echo a > a; git add a; git commit -qm A; dd if=/dev/zero of=filler bs=1M 2>/dev/null; sleep 60'
    const ran = await story.gastown(
      ['create', 'fast', '--task', 'T', '--agent', 'custom', '--wait', '--', 'sh', '-c', script],
      { cwd: repository.checkout },
    )
    const { status } = await story.polecat('fast')
    expect({ code: ran.code, status }).toMatchObject({ code: 17, status: { phase: 'Failed', reason: 'DiskFull' } })
    expect((await repository.refs()).get('refs/heads/polecat/fast')).toBe(status?.result?.commit)
    expect(status?.message).toMatch(/pushed 1 commit/)
  })

  test('an agent that fills it: its commits are pushed, and it is not called done', async () => {
    const { story, repository } = await open(48)
    const script =
      'echo a > a; git add a; git commit -qm A; sleep 3; dd if=/dev/urandom of=filler bs=1M 2>/dev/null; sleep 60'
    const ran = await story.gastown(
      ['create', 'filler', '--task', 'T', '--agent', 'custom', '--wait', '--', 'sh', '-c', script],
      { cwd: repository.checkout },
    )
    const { status } = await story.polecat('filler')
    expect({ code: ran.code, status }).toMatchObject({ code: 17, status: { phase: 'Failed', reason: 'DiskFull' } })
    expect((await repository.refs()).get('refs/heads/polecat/filler')).toBe(status?.result?.commit)
    expect(status?.message).toMatch(/pushed 1 commit/)
  })
})
