/** What a pod keeps on disk, with real processes: who takes more than its limits ends, and what saves has its time. */
import { describe, expect, test } from 'vitest'
import { events } from '../../src/kube/resources.ts'
import { removeFolder } from '../../src/kubelet/volumes/remove-folder.ts'
import { aPod, ended, isRunning, open, sandbox, sh, startMachine, stateOf } from './kubelet-on-this-machine.ts'
import { full, inFull, moreInFull, onlyInFull } from '../support/full.ts'
import { openedForEach } from '../support/opened.ts'

const root = sandbox.ok ? '' : '$GASTOWN_ROOT'
const marks = sandbox.ok ? {} : open
const volumes = [
  { name: 'tmp', emptyDir: { sizeLimit: '8Mi' } },
  { name: 'work', emptyDir: {} },
]
const volumeMounts = [
  { name: 'tmp', mountPath: '/tmp' },
  { name: 'work', mountPath: '/work' },
]
const write = (place: string, mebibytes: number) => `head -c ${mebibytes}m /dev/zero >${root}${place}`

describe('disk', { timeout: 240_000 }, () => {
  const machine = openedForEach(
    () => startMachine(),
    (one) => one.end(),
  )

  const start = async (name: string, script: string, limit?: string) => {
    const limits = limit === undefined ? {} : { resources: { limits: { 'ephemeral-storage': limit } } }
    const save = sh('save', `trap 'sleep 3; ${write('/work/saved', 1)}; exit 0' TERM; while :; do sleep 0.1; done`, {
      volumeMounts,
      restartPolicy: 'Always',
    } as object)
    const main = sh('main', script, { volumeMounts, ...limits })
    await machine.create(
      aPod(name, { volumes, terminationGracePeriodSeconds: 10, initContainers: [save], containers: [main] }, marks),
    )
  }

  // All at once: each is looked at every ten seconds.
  const greedy: readonly { past: string; script: string; limit?: string; message: RegExp }[] = [
    {
      past: 'a volume',
      script: `trap '' TERM; ${write('/tmp/a', 9)}; while :; do sleep 1; done`,
      message: /EmptyDir volume "tmp" exceeds the limit "8Mi"/,
    },
    {
      past: 'all',
      script: `${write('/work/a', 6)}; ${write('/tmp/b', 5)}; sleep 100`,
      limit: '10Mi',
      message: /total limit of containers 10Mi/,
    },
    {
      past: 'a closed folder',
      script: `mkdir ${root}/work/c; ${write('/work/c/a', 12)}; chmod 0 ${root}/work/c; sleep 100`,
      limit: '10Mi',
      message: /total/,
    },
    {
      past: 'a file behind a long line of folders',
      script: `cd ${root}/work; for i in $(seq 300); do mkdir dddddddddddddddddddd; cd ddd*; done; head -c 12m /dev/zero >a; sleep 100`,
      limit: '10Mi',
      message: /total/,
    },
  ]

  test(`past a limit a pod is evicted, and a sidecar has its time${moreInFull}`, async () => {
    const evicted = async ({ past, script, limit, message }: (typeof greedy)[number]): Promise<void> => {
      const name = past.replaceAll(' ', '-')
      await start(name, script, limit)
      const pod = await machine.until(name, ended)
      expect(pod.status, past).toMatchObject({
        phase: 'Failed',
        reason: 'Evicted',
        message: expect.stringMatching(message),
      })
      expect(stateOf(pod, 'save')?.state?.terminated, past).toMatchObject({ exitCode: 0 })
      const { items } = await machine.client.list(events, { namespace: 'work' })
      const told = items.filter(({ reason, involvedObject }) => reason === 'Evicted' && involvedObject.name === name)
      expect(told, past).toMatchObject([{ message: pod.status?.message }])
      await removeFolder(machine.podFolder(pod))
    }
    await Promise.all(inFull(greedy, greedy.slice(0, 2)).map(evicted))
  })

  test.runIf(full)(`what is not its own does not count, nor what is not there${onlyInFull}`, async () => {
    const links = `ln -s /usr ${root}/work/usr; truncate -s 20G ${root}/work/hole`
    await start('modest', `${links}; ${write('/work/a', 5)}; ln ${root}/work/a ${root}/work/b; sleep 100`, '9Mi')
    await machine.until('modest', isRunning)
    // By then it was looked at in the same way.
    await start('greedy', `${write('/work/a', 11)}; sleep 100`, '9Mi')
    await machine.until('greedy', ended)
    expect((await machine.until('modest', () => true)).status).toMatchObject({ phase: 'Running' })
  })

  test.runIf(full)(`an order to end outlives the daemon${onlyInFull}`, async () => {
    await start('greedy', `trap '' TERM; ${write('/tmp/a', 9)}; while :; do sleep 1; done`)
    await machine.until('greedy', (pod) => pod.status?.reason === 'Evicted')
    await machine.stop()
    await machine.start()
    const pod = await machine.until('greedy', ended)
    expect(pod.status).toMatchObject({ reason: 'Evicted', message: expect.stringContaining('"tmp"') })
  })
})
