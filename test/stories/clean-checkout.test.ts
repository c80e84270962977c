/** What git-clone wrote is unchanged in the view of the agent, whose sandbox may map users. */
import { expect, test } from 'vitest'
import { openedOnce } from '../support/opened.ts'
import { openStory } from '../support/story.ts'

const story = openedOnce(openStory, (one) => one.close())
const repository = openedOnce(() => story.repository('athena', { one: '1\n', two: '2\n' }))

test('git sees a clean checkout at once, reads no file again, and lays it out sparsely', async () => {
  const agent = [
    'set -e',
    'git diff-index --quiet HEAD',
    // Of the second in which the index was written git reads every file again; and these cannot be read.
    'touch -d "1 minute" .git/index',
    'chmod 000 one two',
    'git diff-index --quiet HEAD',
    'test -z "$(git status --porcelain)"',
    'chmod 644 one two',
    'printf "/one\\n" | git sparse-checkout set --no-cone --stdin',
    'test ! -e two',
    'echo done >three',
  ].join('\n')
  const words = ['create', 'clean', '--task', 'Do it', '--agent', 'custom', '--wait', '--', 'sh', '-c', agent]
  const ran = await story.gastown(words, { cwd: repository.checkout })
  expect(ran).toMatchObject({ code: 0 })
  expect(await repository.git('ls-tree', '--name-only', 'polecat/clean')).toBe('one\nthree\ntwo\n')
})
