/** A git host that goes away while an agent works: what is known of it meanwhile, and how it ends on request. */
import { basename } from 'node:path'
import { expect, test } from 'vitest'
import type { Polecat } from '../../src/polecat/schema.ts'
import { full } from '../support/full.ts'
import { serveGit } from '../support/servers/git-http.ts'
import { openedOnce } from '../support/opened.ts'
import { openStory } from '../support/story.ts'
import { waitFor } from '../support/wait-for.ts'

const story = openedOnce(openStory, (one) => one.close())

const saved = ({ status }: Polecat) => status?.conditions?.find(({ type }) => type === 'WorkSaved')

test('the status says that the work waits, since when and why; terminate ends it in about a minute', async () => {
  const { remote, checkout } = await story.repository('shop')
  const server = await serveGit(story.folder)
  const url = `${server.url}/${basename(remote)}`
  const agent = 'echo began; while [ ! -e /workspace/go ] && [ ! -e ../go ]; do sleep 0.2; done; echo x >new'
  const create = ['create', 'away', '--repo', url, '--task', 't', '--agent', 'custom', '--', 'sh', '-c', agent]
  expect((await story.gastown(create, { cwd: checkout })).stderr).not.toContain('error')
  const look = (what: string, good: (polecat: Polecat) => boolean) =>
    waitFor(what, async () => [await story.polecat('away')].find(good))
  const working = await look('the first output', ({ status }) => status?.phases?.at(-1)?.name === 'first output')
  expect(Date.parse(working.status?.lastActivity ?? '')).not.toBeNaN()
  await server.close()
  await story.gastown(['exec', 'away', '--', 'sh', '-c', 'touch ../go'])
  const waiting = await look('the word that it waits', ({ status }) => status?.result?.saved === 'waiting')
  expect(waiting.status?.phase).toBe('Working')
  expect(waiting.status?.message).toMatch(
    /^the agent ended \(exit status 0\); its work waits for the remote since \S+Z: 127\.0\.0\.1:\d+ cannot be reached.*; retrying until \S+Z$/,
  )
  expect(saved(waiting)).toMatchObject({ status: 'Unknown', reason: 'RemoteAway' })
  if (!full) return
  await story.gastown(['terminate', 'away'])
  const over = await look('the end', ({ status }) => status?.finishedAt !== undefined)
  expect(over.status?.message).toContain("still in the pod's checkout")
}, 300_000)
