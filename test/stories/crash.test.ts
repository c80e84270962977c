/** kill -9 of the daemon at random moments: the agent goes on, the polecat ends Done at attempt 1, nothing runs twice. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { openedOnce } from '../support/opened.ts'
import { openStory } from '../support/story.ts'
import { inFull, moreInFull } from '../support/full.ts'

const moments = inFull(50, 1)

const story = openedOnce(openStory, (one) => one.close())
const repository = openedOnce(() => story.repository('athena'))

// The agent notes every start in a file of the checkout, works for a while, and commits the notes.
const agent =
  'echo start >> starts; for i in 1 2 3 4 5 6; do echo $i; sleep 0.2; done; echo end >> starts; git add starts; git commit -qm Work'

test.each(Array.from({ length: moments }, (_, index) => index))(`crash %i${moreInFull}`, async (index) => {
  const name = `crash-${index}`
  expect(await story.gastown(['local', 'up'])).toMatchObject({ code: 0 })
  const status = JSON.parse((await story.gastown(['local', 'status', '-o', 'json'])).stdout) as { pid: number }
  const created = await story.gastown(
    ['create', name, '--task', 'Work', '--agent', 'custom', '--', 'sh', '-c', agent],
    { cwd: repository.checkout },
  )
  expect(created).toMatchObject({ code: 0 })
  const moment = Math.random() * 2500
  await sleep(moment)
  process.kill(status.pid, 'SIGKILL')
  expect(await story.gastown(['local', 'up'])).toMatchObject({ code: 0 })
  const waited = await story.gastown(['wait', name, '--timeout', '40s'])
  const polecat = await story.polecat(name)
  expect({ moment, code: waited.code, status: polecat.status }).toMatchObject({
    code: 0,
    status: { phase: 'Done', attempt: 1 },
  })
  expect(await repository.git('show', `polecat/${name}:starts`)).toBe('start\nend\n')
  expect(await readFile(join(repository.checkout, 'README.md'), 'utf8')).toBe('# athena\n')
})
