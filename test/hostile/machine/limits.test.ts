/** What a machine has to give: an agent that takes all it can gets what is its own. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openCgroups } from '../../../src/kubelet/limits/cgroups.ts'
import { missing } from '../../support/needs.ts'
import { sandboxWorks } from '../../support/story.ts'
import { attackBesideVictim, openBattlefield, type Battlefield } from './beside-a-victim.ts'
import { full, onlyInFull } from '../../support/full.ts'

const cgroups = await openCgroups({ name: `probe-${process.pid}` })
cgroups.close()
const { memory, cpu, processes, why } = cgroups.held
const limited = !missing('cgroup', memory && cpu && processes === 'run', why)

/** Forks until it is refused, and tells how often it was not. Bounded, for a machine where nothing refuses it. */
const forks = `my $n = 0; my @made;
for (1..5000) { my $pid = fork; last unless defined $pid; if (!$pid) { sleep 60; exit } push @made, $pid; $n++ }
kill 9, @made; 1 while wait > 0; print "$n\\n"`

describe.runIf(full && sandboxWorks && limited)(
  `limits (needs bubblewrap and control groups)${onlyInFull}`,
  { timeout: 240_000 },
  () => {
    let field: Battlefield
    beforeAll(async () => {
      field = await openBattlefield()
    })
    afterAll(() => field.close())

    test('a fork bomb is refused, and its agent can go on', async () => {
      const script = `perl -e '${forks}' > forks; git add forks; git commit -qm Forks`
      const attacker = await attackBesideVictim(field, { name: `bomb-${Date.now()}`, script })
      expect(attacker.status).toMatchObject({ phase: 'Done' })
      const made = Number(await field.repository.git('show', `${attacker.status?.branch}:forks`))
      expect(made).toBeGreaterThan(100)
      expect(made).toBeLessThan(4096)
    })

    test('a leak is killed, told as that, and what was committed is saved', async () => {
      const script = 'echo kept > kept; git add kept; git commit -qm Kept; tail /dev/zero'
      const flags = ['--set', 'kubernetes.resources.limits.memory=64Mi']
      const attacker = await attackBesideVictim(field, { name: 'leak', script, flags })
      expect(attacker.status).toMatchObject({ phase: 'Failed', reason: 'OOMKilled', result: { saved: 'saved' } })
      expect(await field.repository.git('show', 'polecat/leak:kept')).toBe('kept\n')
    })

    test('local status says which limits hold', async () => {
      const { stdout } = await field.story.gastown(['local', 'status', '-o', 'json'])
      expect(JSON.parse(stdout)).toMatchObject({ limits: { memory: true, cpu: true, processes: 'run' } })
    })
  },
)
