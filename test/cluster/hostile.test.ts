/**
 * Every hostile checkout in a pod of a real Kubernetes: the built program, git over ssh, Pod Security `restricted`. What
 * is left is judged by plain git on the remote, and by everything that the cluster can show of the attempt.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { attacks } from '../hostile/attacks.ts'
import { attackInPod, canary, watchMarker } from '../hostile/pod-attempt.ts'
import { clusterNeeds, clusterReady, openCluster, type Cluster } from '../support/cluster.ts'
import { waitFor } from '../support/wait-for.ts'
import { full } from '../support/full.ts'

const chosen = attacks.filter(({ often }) => full || often === true)
const left = attacks.length - chosen.length

describe.skipIf(!clusterReady)(`a hostile checkout in a real pod (${clusterNeeds})`, () => {
  let cluster: Cluster

  beforeAll(async () => {
    // The rig holds the rest back, so that each has its share of a small machine.
    cluster = await openCluster({ rig: 'hostile', port: 2223, settings: { maxPolecats: 3 } })
    const { privateKey, knownHosts } = cluster.git
    await cluster.gitSecret('git-credentials', {
      'ssh-privatekey': privateKey,
      known_hosts: `# ${canary}\n${knownHosts}`,
      canary: `${canary}\nsecond ${canary}\n`,
    })
  })

  afterAll(() => cluster?.close())

  describe.concurrent(`breaks no rule (GASTOWN_TEST_FULL=1: ${left} more)`, () => {
    test.each(chosen)('$script', { timeout: 400_000 }, async (attack) => {
      expect(await attackInPod(cluster, attack)).toEqual([])
    })

    test('a command that did run in a git container would be seen', { timeout: 400_000 }, async () => {
      await cluster.story.repository('athena')
      const creating = cluster.create(
        'control',
        ': >/dev/shm/planted; until [ -e /tmp/go ]; do sleep 0.1; done; exit 3',
      )
      const pod = await waitFor('the agent', () => cluster.startedPodOf('control'), { seconds: 240 })
      const marker = watchMarker(cluster, pod)
      for (const container of ['git-save', 'git-push']) {
        const script = `echo ${container} >>/dev/shm/marker; ls /credentials/git || true`
        const seen = await cluster.execIn(pod, container, 'sh', '-c', script)
        // Where the credential is, so that its absence elsewhere means something.
        expect(seen.includes('canary')).toBe(container === 'git-push')
      }
      await cluster.story.gastown(['exec', 'control', '--', 'touch', '/tmp/go'])
      expect(await creating).toMatchObject({ code: 10 })
      expect(await marker).toBe('watching\ngit-save\ngit-push\n')
    })
  })
})
