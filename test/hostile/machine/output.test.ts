/** What an agent can grow, cut, erase or close: its output, its termination message, folders without an end. */
import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { full, onlyInFull } from '../../support/full.ts'
import { sandboxWorks } from '../../support/story.ts'
import { waitFor } from '../../support/wait-for.ts'
import { attackBesideVictim, openBattlefield, type Battlefield } from './beside-a-victim.ts'

const commit = 'echo done > done; git add done; git commit -qm Done'

const attacks = [
  ['longer', 'for fd in 1 2; do truncate -s 4T /proc/1/fd/$fd; fallocate -l 30G /proc/1/fd/$fd; done; sleep 3'],
  ['eraser', 'for fd in 1 2; do : >/proc/1/fd/$fd; dd if=/dev/null of=/proc/1/fd/$fd; done; echo said >/proc/1/fd/1'],
  ['loud', 'yes >/proc/1/fd/1 & sleep 6; kill $!'],
  ['holes', 'truncate -s 3T /output/raw; truncate -s 4G /output/raw; sleep 2; echo after'],
  [
    'message',
    'fallocate -l 30G /dev/termination-log; truncate -s 3T /dev/termination-log; head -c 5M /dev/zero >/dev/termination-log',
  ],
  ['closed', 'cd /output; mkdir -p ended/x; chmod 000 ended/x ended; chmod 500 /output; cd /workspace/repo'],
] as const

const podsOf = ({ story }: Battlefield) => join(story.env['GASTOWN_HOME'] ?? '', 'pods')

describe.runIf(full && sandboxWorks)(`output (needs bubblewrap)${onlyInFull}`, { timeout: 240_000 }, () => {
  let field: Battlefield
  beforeAll(async () => {
    field = await openBattlefield()
  })
  afterAll(() => field.close())

  test.each(attacks)('%s: others go on, and what the attacker did is saved', async (name, script) => {
    const attacker = await attackBesideVictim(field, {
      name,
      script: `(${script}) 2>/dev/null; cd /workspace/repo; ${commit}`,
    })
    expect(attacker.status).toMatchObject({ phase: 'Done', reason: 'Pushed', result: { saved: 'saved' } })
    // To its owner, what the attacker closed is closed.
    spawnSync('chmod', ['-R', 'u+rwx', podsOf(field)])
    const [kibibytes = ''] = execFileSync('du', ['-sk', podsOf(field)], { encoding: 'utf8' }).split('\t')
    expect(Number(kibibytes)).toBeLessThan(300 * 1024)
  })

  test('a tree of 3,000 levels goes with its polecat', async () => {
    const script = `mkdir -p "/workspace/$(printf 'long-name-of-a-level/%.0s' $(seq 3000))"; ${commit}`
    const attacker = await attackBesideVictim(field, { name: 'digger', script })
    expect(attacker.status?.result?.saved).toBe('saved')
    const pod = (await field.story.polecat('digger')).status?.podUID ?? 'none'
    const pods = podsOf(field)
    expect(readdirSync(pods)).toContain(pod)
    expect(await field.story.gastown(['delete', 'digger'])).toMatchObject({ code: 0 })
    await waitFor(
      'its folder to go',
      async () => (readdirSync(pods).some((name) => name.includes(pod)) ? undefined : true),
      {
        seconds: 60,
        everyMs: 200,
      },
    )
  })
})
