/** Whole stories in local mode: the built program, real git, real processes. The remote is asked by git alone. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openedOnce } from '../support/opened.ts'
import { launcher, openStory } from '../support/story.ts'
import { describeInFull, full, inFull, moreInFull, onlyInFull } from '../support/full.ts'

const story = openedOnce(openStory, (one) => one.close())
const repository = openedOnce(() => story.repository('athena'))

const create = (name: string, script: string, ...flags: string[]) =>
  story.gastown(
    ['create', name, '--task', 'Do it', '--agent', 'custom', '--wait', ...flags, '--', 'sh', '-c', script],
    {
      cwd: repository.checkout,
    },
  )

describe('outcomes', { concurrent: true }, () => {
  test('a good agent: Done, 0, the branch is what the remote reports', async () => {
    const ran = await create('ok', 'echo hello > hello && git add hello && git commit -qm "Say hello"')
    expect(ran).toMatchObject({ code: 0 })
    const { status } = await story.polecat('ok')
    expect(status).toMatchObject({ phase: 'Done', reason: 'Pushed', attempt: 1, branch: 'polecat/ok' })
    expect(status?.result).toMatchObject({ saved: 'saved', commits: 1, filesChanged: 1, insertions: 1 })
    const refs = await repository.refs()
    expect(status?.result?.commit).toBe(refs.get('refs/heads/polecat/ok'))
    expect(await repository.git('show', 'polecat/ok:hello')).toBe('hello\n')
    const base = refs.get('refs/heads/main')
    expect(status).toMatchObject({ baseBranch: 'main', baseCommit: base, startCommit: base })
    expect((await story.gastown(['describe', 'ok'])).stdout).toMatch(`Base commit:  ${base}\n`)
    expect([...refs.keys()].filter((ref) => ref.includes('gastown/ok-'))).toEqual([])
  })

  test('exit 3: 10, commits pushed, uncommitted files on a rescue ref', async () => {
    const ran = await create('bad', 'echo one > a && git add a && git commit -qm One && echo two > b && exit 3')
    expect(ran).toMatchObject({ code: 10 })
    const { metadata, status } = await story.polecat('bad')
    expect(status).toMatchObject({ phase: 'Failed', reason: 'AgentFailed' })
    const refs = await repository.refs()
    expect(status?.result?.commit).toBe(refs.get('refs/heads/polecat/bad'))
    const rescue = `refs/gastown/bad-${metadata.uid?.slice(0, 8)}/1/uncommitted`
    expect(status?.result?.rescueRefs).toEqual([rescue])
    expect(await repository.git('show', `${refs.get(rescue)}:b`)).toBe('two\n')
    expect(status?.message).toContain(rescue)
  })

  test('terminate in mid-run: 15, everything saved', async () => {
    const waiting = create(
      'stop',
      'echo one > a && git add a && git commit -qm One && echo two > b && echo ready && sleep 600',
    )
    await story.said('stop', 'ready')
    expect(await story.gastown(['exec', 'stop', '--', 'cat', 'a'])).toMatchObject({ code: 0, stdout: 'one\n' })
    expect(await story.gastown(['exec', 'stop', '--', 'sh', '-c', 'exit 7'])).toMatchObject({ code: 7 })
    expect(await shellAt(['exec', 'stop', '-it', '--', 'sh'], 'exit 7\n')).toBe(7)
    expect(await story.gastown(['terminate', 'stop'])).toMatchObject({ code: 0 })
    expect(await waiting).toMatchObject({ code: 15 })
    const { status } = await story.polecat('stop')
    expect(status).toMatchObject({ phase: 'Terminated', reason: 'Terminated' })
    const refs = await repository.refs()
    expect(status?.result?.commit).toBe(refs.get('refs/heads/polecat/stop'))
    expect(await repository.git('show', `${refs.get(status?.result?.rescueRefs?.[0] ?? '')}:b`)).toBe('two\n')
  })

  describeInFull('rarer ones', () => {
    test('uncommitted files of a good agent are in a last commit of ours', async () => {
      const ran = await create(
        'left',
        'echo one > committed && git add . && git commit -qm One && echo two > uncommitted',
      )
      expect(ran).toMatchObject({ code: 0 })
      expect(await repository.git('show', 'polecat/left:uncommitted')).toBe('two\n')
      expect(await repository.git('log', '--format=%s', 'main..polecat/left')).toMatch(/uncommitted.*\nOne\n$/i)
    })

    test('no change: 11, and no branch', async () => {
      const ran = await create('idle', 'true')
      expect(ran).toMatchObject({ code: 11 })
      expect((await story.polecat('idle')).status).toMatchObject({ phase: 'Failed', reason: 'NoChanges' })
      expect((await repository.refs()).has('refs/heads/polecat/idle')).toBe(false)
    })

    test('deadline: 12, everything saved', async () => {
      const ran = await create(
        'late',
        'echo one > a && git add a && git commit -qm One && echo two > b && sleep 600',
        '--timeout',
        '60',
      )
      expect(ran).toMatchObject({ code: 12 })
      const { status } = await story.polecat('late')
      expect(status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded' })
      expect(status?.result?.commit).toBe((await repository.refs()).get('refs/heads/polecat/late'))
      expect(status?.result?.rescueRefs).toHaveLength(1)
    })

    test('more disk than its limit: 17, everything saved, and it is said', async () => {
      const script =
        'echo one > a && git add a && git commit -qm One && echo two > b && head -c 40m /dev/zero > "$HOME/much" && sleep 600'
      const limit = '--set=kubernetes.resources.limits.ephemeral-storage=30Mi'
      expect(await create('greedy', script, limit)).toMatchObject({ code: 17 })
      const { status } = await story.polecat('greedy')
      // Whoever counts first says it: the kubelet, or git-save.
      const why =
        /^(?:the pod was evicted: Pod ephemeral local storage usage exceeds the total limit of containers 30Mi|the disk of the pod was nearly full, so the agent was stopped);/
      expect(status).toMatchObject({ phase: 'Failed', reason: 'DiskFull', message: expect.stringMatching(why) })
      const refs = await repository.refs()
      expect(status?.result?.commit).toBe(refs.get('refs/heads/polecat/greedy'))
      expect(await repository.git('show', `${refs.get(status?.result?.rescueRefs?.[0] ?? '')}:b`)).toBe('two\n')
    })
  })
})

/** The exit code of an interactive command on a pseudo-terminal, to which this is typed once it has asked. */
async function shellAt(args: readonly string[], typed: string): Promise<number | null> {
  const line = [process.execPath, launcher, ...args].map((word) => `'${word}'`).join(' ')
  const child = spawn('script', ['-qefc', line, '/dev/null'], { env: story.env, stdio: ['pipe', 'pipe', 'ignore'] })
  child.stdout.once('data', () => child.stdin.write(typed))
  const [code] = (await once(child, 'close')) as [number | null]
  return code
}

const tasks = {
  quotes: `It's "quoted" and \`touch X\` and $(touch X) and $(HOME) and $HOME and \\ and %s`,
  newlines: 'First\n\n  second\n\ttabbed\n',
  emoji: 'Räder 🚀 und 中文 \u0007',
  dashes: '--help -- -x',
  large: 'A line of some length that is repeated until it is long.\n'.repeat(3500),
}

describe('the task reaches the agent byte for byte', { concurrent: true }, () => {
  test.each(inFull(Object.entries(tasks), Object.entries(tasks).slice(0, 1)))(`%s${moreInFull}`, async (name, task) => {
    const file = join(story.folder, `task-${name}`)
    await writeFile(file, task)
    const ran = await story.gastown(
      [
        'create',
        name,
        '--task-file',
        file,
        '--agent',
        'custom',
        '--wait',
        '--',
        'sh',
        '-c',
        'cat > stdin; cat "$GASTOWN_PROMPT_FILE" > prompt',
      ],
      { cwd: repository.checkout },
    )
    expect(ran).toMatchObject({ code: 0 })
    expect(await repository.git('show', `polecat/${name}:stdin`)).toBe(task)
    expect(await repository.git('show', `polecat/${name}:prompt`)).toBe(task)
    await expect(readFile(join(repository.checkout, 'X'))).rejects.toThrow('ENOENT')
  })
})

test.skipIf(!full)(`20 at once are all pushed${onlyInFull}`, async () => {
  const { checkout, refs } = await story.repository('many')
  const names = Array.from({ length: 20 }, (_, index) => `many-${index}`)
  const created = await Promise.all(
    names.map((name) =>
      story.gastown(['create', name, '--task', 'Do it', '--agent', 'custom', '--', 'sh', '-c', `echo ${name} > file`], {
        cwd: checkout,
      }),
    ),
  )
  expect(created.map(({ code, stderr }) => (code === 0 ? '' : stderr))).toEqual(names.map(() => ''))
  expect(await story.gastown(['wait', ...names, '--timeout', '100s'])).toMatchObject({ code: 0 })
  expect([...(await refs()).keys()]).toEqual(expect.arrayContaining(names.map((name) => `refs/heads/polecat/${name}`)))
})
