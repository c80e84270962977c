/** Work that an attempt could not bring to the remote is not removed because a later attempt did better. */
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openedOnce } from '../support/opened.ts'
import { openStory } from '../support/story.ts'

const story = openedOnce(openStory, (one) => one.close())
const repository = openedOnce(() => story.repository('athena'))

test('a retry does not make the unsaved work of the attempt before it free to delete', async () => {
  const hook = join(repository.remote, 'hooks', 'pre-receive')
  await writeFile(hook, '#!/bin/sh\nexit 1\n', { mode: 0o755 })
  const agent = 'echo $$ > own-$$; git add .; git commit -qm Work'
  const words = ['create', 'lost', '--task', 'Do it', '--agent', 'custom', '--wait', '--', 'sh', '-c', agent]
  expect(await story.gastown(words, { cwd: repository.checkout })).toMatchObject({ code: 14 })
  await rm(hook)
  expect(await story.gastown(['retry', 'lost'])).toMatchObject({ code: 0 })
  expect(await story.gastown(['wait', 'lost'])).toMatchObject({ code: 0 })
  const { status } = await story.polecat('lost')
  expect(status).toMatchObject({ phase: 'Done', attempt: 2, unsaved: [{ attempt: 1 }] })
  expect((await story.gastown(['describe', 'lost'])).stdout).toMatch(/Unsaved: +attempt 1/)

  const refused = await story.gastown(['delete', 'lost'])
  expect(refused).toMatchObject({ code: 7, stderr: expect.stringContaining('attempt 1: ') })
  const cleaned = await story.gastown(['clean', 'finished', '-A', '--yes'])
  expect(cleaned.stderr).toContain('lost is kept')
  expect(await story.gastown(['delete', 'lost', '--force'])).toMatchObject({ code: 0 })
})
