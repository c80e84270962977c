/** The kernel's keyrings know no namespace: what a login left in its session must stay out of reach. */
import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missing } from '../../support/needs.ts'
import { sandboxWorks } from '../../support/story.ts'
import { attackBesideVictim, execIn, hasEnded, openBattlefield, type Battlefield } from './beside-a-victim.ts'
import { full, onlyInFull } from '../../support/full.ts'

const description = `gastown-test-${randomBytes(6).toString('hex')}`
const secret = `CANARY-${randomBytes(6).toString('hex')}`
/** As a login has one: a session with a key in it, whose number is the first line. */
const inSession = ['keyctl', 'session', '-', 'sh', '-c', 'keyctl add user "$0" "$1" @s > "$2" && shift 2 && exec "$@"']

/** In a sandbox without a filter the key is there: else there is nothing to protect, and nothing is tested. */
function isInReach(): boolean {
  const [program = '', ...words] = [...inSession, description, secret, '/dev/null']
  const plain = ['bwrap', '--unshare-user', '--unshare-pid', '--ro-bind', '/', '/']
  const read = `keyctl pipe "$(keyctl search @s user ${description})"`
  return spawnSync(program, [...words, ...plain, 'sh', '-c', read], { encoding: 'utf8' }).stdout === secret
}

const canRun = full && sandboxWorks

describe.skipIf(!canRun || missing('keyring', isInReach(), 'keyctl of keyutils finds no key in a plain sandbox'))(
  `keyrings (needs bubblewrap and keyutils)${onlyInFull}`,
  { timeout: 180_000 },
  () => {
    let field: Battlefield
    let key: string
    beforeAll(async () => {
      const folder = await mkdtemp(join(tmpdir(), 'gastown-key-'))
      try {
        field = await openBattlefield([...inSession, description, secret, join(folder, 'key')])
        key = (await readFile(join(folder, 'key'), 'utf8')).trim()
      } finally {
        await rm(folder, { recursive: true })
      }
    })
    afterAll(() => field.close())

    test('no key of the user’s session can be found, listed or read, by the agent or by exec', async () => {
      const looks = [
        'show',
        'list @s',
        'list @u',
        'list @us',
        `search @s user ${description}`,
        `request user ${description}`,
        `print ${key}`,
        `pipe ${key}`,
        `describe ${key}`,
        `link ${key} @p`,
        'session - true',
        'new_session',
      ]
      const all = [...looks.map((words) => `keyctl ${words}`), 'cat /proc/keys', 'cat /proc/key-users']
      const script = `${all.map((line) => `${line} >> found 2>/dev/null`).join('\n')}
git add found; git commit -qm Found; until [ -e /tmp/go ]; do sleep 0.2; done`
      const { repository } = field
      const attacker = await attackBesideVictim(field, {
        name: 'thief',
        script,
        until: async (name) => {
          const ran = await execIn(field, name, 'sh', '-c', `keyctl print ${key}; cat /proc/keys; touch /tmp/go`)
          expect(ran.stdout + ran.stderr).not.toContain(secret)
          expect(ran.stdout).not.toContain(description)
          expect(ran, ran.stderr).toMatchObject({ code: 0 })
          await hasEnded(field, name)
        },
      })
      expect(attacker.status).toMatchObject({ phase: 'Done' })
      const found = await repository.git('show', 'polecat/thief:found')
      expect(found).not.toContain(secret)
      expect(found).not.toContain(description)
      expect(found.trim().replaceAll('Session Keyring', '')).toBe('')
    })
  },
)
