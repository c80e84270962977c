/** Commits that change what CI runs wait for a person, and then go to the work branch. The remote is asked by git alone. */
import { expect, test } from 'vitest'
import { describeInFull } from '../support/full.ts'
import { openedOnce } from '../support/opened.ts'
import { openStory } from '../support/story.ts'

const story = openedOnce(openStory, (one) => one.close())
const repository = openedOnce(() => story.repository('athena'))

const agent =
  'mkdir -p .github/workflows && echo "on: push" > .github/workflows/ci.yml && git add . && git commit -qm "Run more"'

async function held(name: string): Promise<string> {
  const words = ['create', name, '--task', 'Add CI', '--agent', 'custom', '--wait', '--', 'sh', '-c', agent]
  expect(await story.gastown(words, { cwd: repository.checkout })).toMatchObject({ code: 18 })
  const { metadata, status } = await story.polecat(name)
  expect(status).toMatchObject({ phase: 'Stuck', reason: 'CIChangesHeld', result: { saved: 'rescued' } })
  return `refs/gastown/${name}-${metadata.uid?.slice(0, 8)}/1/branch`
}

test('held, released, pushed', async () => {
  const rescue = await held('ci')
  const before = await repository.refs()
  expect(before.has('refs/heads/polecat/ci')).toBe(false)
  const commit = before.get(rescue)
  expect(commit).toMatch(/^[0-9a-f]{40}$/)
  const diff = await story.gastown(['diff', 'ci'])
  expect(diff).toMatchObject({ code: 0 })
  expect(diff.stdout).toContain('+on: push')

  const released = await story.gastown(['release', 'ci', '--wait'])
  expect(released).toMatchObject({ code: 0 })
  const after = await repository.refs()
  expect(after.get('refs/heads/polecat/ci')).toBe(commit)
  expect(after.has(rescue)).toBe(false)
  const { status } = await story.polecat('ci')
  expect(status).toMatchObject({ phase: 'Done', reason: 'Pushed', attempt: 1, podActive: false })
  expect(status?.podName).not.toMatch(/-r$/)
  expect(status?.result).toMatchObject({ saved: 'saved', commit, commits: 1 })
  expect(status?.result?.rescueRefs ?? []).toEqual([])
  expect(await story.gastown(['release', 'ci'])).toMatchObject({ code: 6 })
})

describeInFull('rarer releases', () => {
  test('what an agent that failed held back is pushed too, and it has failed all the same', async () => {
    const failing = `${agent}; exit 3`
    const words = ['create', 'failed', '--task', 'Add CI', '--agent', 'custom', '--wait', '--', 'sh', '-c', failing]
    expect(await story.gastown(words, { cwd: repository.checkout })).toMatchObject({ code: 10 })
    expect((await story.polecat('failed')).status).toMatchObject({ result: { held: 'AgentFailed' } })
    expect(await story.gastown(['release', 'failed', '--wait'])).toMatchObject({ code: 10 })
    const { status } = await story.polecat('failed')
    expect(status).toMatchObject({ phase: 'Failed', reason: 'AgentFailed', result: { saved: 'saved' } })
    expect(status?.result?.held).toBeUndefined()
    expect((await repository.refs()).get('refs/heads/polecat/failed')).toBe(status?.result?.commit)
  })

  test('a branch that somebody made meanwhile is not overwritten', async () => {
    const rescue = await held('taken')
    const other = await repository.git('commit-tree', '-p', 'main', '-m', 'Mine', 'main^{tree}')
    await repository.git('update-ref', 'refs/heads/polecat/taken', other.trim())
    expect(await story.gastown(['release', 'taken', '--wait'])).toMatchObject({ code: 14 })
    const refs = await repository.refs()
    expect(refs.get('refs/heads/polecat/taken')).toBe(other.trim())
    expect(refs.has(rescue)).toBe(true)
    expect((await story.polecat('taken')).status).toMatchObject({
      phase: 'Failed',
      reason: 'PushRejected',
      result: { saved: 'rescued', rescueRefs: [rescue] },
    })
  })
})
