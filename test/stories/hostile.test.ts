/**
 * Hostile checkouts in local mode, by the built program, with the sandbox that agents really get. The other attacks run
 * in test/hostile, where clone, save and push are called without one.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { agentScript } from '../hostile/agent-script.ts'
import { attacks, scriptText, type Attack } from '../hostile/attacks.ts'
import { brokenRules } from '../hostile/rules.ts'
import { checkpointOf, trackedFiles } from '../hostile/story-remote.ts'
import { agreesWithRemote } from '../support/agrees-with-remote.ts'
import { git } from '../support/attempt-folder.ts'
import { describeInFull, full } from '../support/full.ts'
import { openStory, sandboxWorks, type Story } from '../support/story.ts'

const canary = 'CANARY-7f3a91c2-token'
const worst = ['02-hooks', '09-links-to-secret', ...(full ? ['own-17-swaps-while-saving'] : [])]
const chosen = attacks.filter(({ script }) => worst.includes(script))

describe.skipIf(!sandboxWorks)('a hostile checkout in the sandbox (needs bubblewrap)', { timeout: 180_000 }, () => {
  let story: Story
  /** Where the machine's own git credential would be. */
  let secret: string

  beforeAll(async () => {
    story = await openStory()
    secret = join(story.env['HOME'] ?? '', '.ssh/canary')
    await mkdir(join(secret, '..'), { mode: 0o700 })
    await writeFile(secret, `${canary}\nsecond ${canary}\n`, { mode: 0o600 })
  })
  afterAll(() => story.close())

  /** In the volume that the agent shares with git-save, or on the machine, where git-push runs. */
  const markers = { shared: () => '/workspace/marker', machine: () => join(story.folder, 'marker') }

  const run = async (attack: Attack, marker: keyof typeof markers): Promise<string[]> => {
    const name = `${attack.script}-${marker}`
    const { remote, checkout } = await story.repository(name, trackedFiles)
    const evil = join(story.folder, `${name}-evil.git`)
    git(story.folder, 'init', '-q', '--bare', evil)
    const base = git(remote, 'rev-parse', 'main')
    const branch = `polecat/${name}`
    const variables = Object.entries({ MARKER: markers[marker](), SECRET: secret, EVIL: evil, BRANCH: branch })
    const words = ['--task', 'Do it', '--agent', 'custom', '--set', 'kubernetes.checkpointSeconds=5', '--wait']
    const env = variables.flatMap((pair) => ['--env', pair.join('=')])
    const command = ['sh', '-c', agentScript, 'sh', scriptText(attack)]
    const creating = story.gastown(['create', name, ...words, ...env, '--', ...command], { cwd: checkout })
    await checkpointOf({ remote, creating, seconds: 120 })
    const { metadata, status: { podUID = '' } = {} } = await story.polecat(name)
    const volumes = join(story.folder, 'state/pods', podUID, 'volumes')
    const walls = sandboxOfSave(volumes)
    await story.gastown(['exec', name, '--', 'sh', '-c', 'touch "$TMPDIR/go"'])
    const ran = await creating
    const { status = {} } = await story.polecat(name)
    const { result, reason } = status
    const place = { remote, rescuePrefix: `refs/gastown/${name}-${metadata.uid?.slice(0, 8)}/1` }
    agreesWithRemote(status, { ...place, branch: `refs/heads/${branch}` })
    const logs = await story.gastown(['logs', name, '-c', 'all'])
    const broken = await brokenRules(attack, {
      ...place,
      evil,
      branch,
      base,
      ran: [join(volumes, 'workspace/marker'), join(story.folder, 'marker')].some((file) => existsSync(file)),
      canaries: [canary],
      said: [ran.stdout, ran.stderr, logs.stdout, JSON.stringify(status)].join('\n'),
      result: { ...result, state: result?.saved },
    })
    if (marker === 'shared' && !existsSync(join(volumes, 'workspace/planted')))
      broken.push('the marker was not looked for')
    if (ran.code !== 0) broken.push(`the exit code is ${ran.code} with ${reason}`)
    return [...broken, ...walls]
  }

  /** Git-save sees its volumes and no more: neither the credential nor another process. */
  const sandboxOfSave = (volumes: string): string[] => {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isSaveOf(name, volumes))
    if (pids.length === 0) return ['git-save does not run in a sandbox']
    const reaches = pids.some((pid) => existsSync(join('/proc', pid, 'root', secret)))
    const own = readlinkSync('/proc/self/ns/pid')
    const sees = pids.some((pid) => readlinkSync(join('/proc', pid, 'ns/pid')) === own)
    return [...(reaches ? ['git-save reaches the credential'] : []), ...(sees ? ['git-save sees other processes'] : [])]
  }

  test.concurrent.each(chosen)('$script', async (attack) => {
    expect(await run(attack, 'shared')).toEqual([])
  })

  test('the credential is nowhere in what local mode keeps', () => {
    const words = ['-rlaF', '-D', 'skip', canary, join(story.folder, 'state')]
    expect(spawnSync('grep', words, { encoding: 'utf8' })).toMatchObject({ status: 1, stdout: '' })
  })

  describeInFull('rarer markers', () => {
    test('02-hooks, with a marker on the machine', async () => {
      expect(await run(chosen[0] as Attack, 'machine')).toEqual([])
    })
  })
})

/** A process of git-save whose root has this pod's volumes mounted. */
function isSaveOf(pid: string, volumes: string): boolean {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return (
      words.at(-2) === 'git-save' && readFileSync(`/proc/${pid}/mountinfo`, 'utf8').includes(`${volumes}/workspace `)
    )
  } catch {
    // It has ended meanwhile.
    return false
  }
}
