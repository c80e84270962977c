/** Signals, and what `/proc` tells of others: an agent has the user's uid, and a namespace of its own. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sandboxWorks } from '../../support/story.ts'
import { attackBesideVictim, openBattlefield, type Battlefield } from './beside-a-victim.ts'

describe.skipIf(!sandboxWorks)('signals (needs bubblewrap)', { timeout: 180_000 }, () => {
  let field: Battlefield
  beforeAll(async () => {
    field = await openBattlefield()
  })
  afterAll(() => field.close())

  test('killing every process in reach ends the attacker alone', async () => {
    const script = `for pid in $(seq 2 4000); do kill -9 $pid; done 2>/dev/null
ls /proc | grep -c '^[0-9]' > seen; git add seen; git commit -qm Seen
kill -9 -1`
    const attacker = await attackBesideVictim(field, { name: 'killer', script })
    // It ended its own entry too, perhaps before anybody knew how it ended.
    expect(attacker.status?.phase).toMatch(/Done|Failed/)
  })
})
