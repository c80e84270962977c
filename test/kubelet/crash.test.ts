import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pods } from '../../src/kube/resources.ts'
import { abandonRuns } from '../../src/kubelet/run/abandon-runs.ts'
import { newInstance, readInstance } from '../../src/kubelet/run/instance.ts'
import { keyOf } from '../../src/kubelet/pod/pod-spec.ts'
import { aPod, ended, open, sandbox, sh, startMachine, stateOf } from './kubelet-on-this-machine.ts'
import { full, onlyInFull } from '../support/full.ts'
import { openedForEach } from '../support/opened.ts'

const machine = openedForEach(
  () => startMachine(),
  (one) => one.end(),
)

const marks = sandbox.ok ? {} : open
const root = sandbox.ok ? '' : '$GASTOWN_ROOT'
const volumes = [{ name: 'work', emptyDir: {} }]
const volumeMounts = [{ name: 'work', mountPath: '/work' }]
const running = (name: string) => (pod: Parameters<typeof stateOf>[0]) =>
  stateOf(pod, name)?.state?.running !== undefined
const work = (podFolder: string, file: string) => readFile(join(podFolder, 'volumes/work', file), 'utf8')

test('containers go on without a kubelet, the next one takes over, and nothing runs twice', async () => {
  const script = `echo run >> "${root}/work/runs"; n=0; while [ $n -lt 25 ]; do n=$((n+1)); echo $n; sleep 0.02; done; exit 3`
  await machine.create(aPod('goes-on', { volumes, containers: [sh('agent', script, { volumeMounts })] }, marks))
  const pod = await machine.until('goes-on', running('agent'))
  await machine.stop()
  await machine.start()
  const done = await machine.until('goes-on', ended)
  expect(stateOf(done, 'agent')).toMatchObject({ restartCount: 0, state: { terminated: { exitCode: 3 } } })
  expect(await work(machine.podFolder(pod), 'runs')).toBe('run\n')
  expect((await machine.log(done, 'agent')).trim().split('\n')).toEqual(
    Array.from({ length: 25 }, (_, n) => String(n + 1)),
  )
})

test('what ended while no kubelet looked is recorded, and the pod goes on', async () => {
  await machine.create(
    aPod(
      'step',
      {
        volumes,
        initContainers: [sh('first', `sleep 0.3; echo first >> "${root}/work/runs"`, { volumeMounts })],
        containers: [sh('agent', `echo main >> "${root}/work/runs"`, { volumeMounts })],
      },
      marks,
    ),
  )
  const pod = await machine.until('step', running('first'))
  await machine.stop()
  const first = join(machine.podFolder(pod), 'containers/first/0')
  await expect.poll(() => readInstance(first).kind).toBe('ended')
  await machine.start()
  const done = await machine.until('step', ended)
  expect(done.status?.phase).toBe('Succeeded')
  expect(await work(machine.podFolder(pod), 'runs')).toBe('first\nmain\n')
})

test.runIf(full)(`a run that no shim claimed is claimed by nobody, and made again${onlyInFull}`, async () => {
  await machine.stop()
  const pod = await machine.create({
    ...aPod(
      'half',
      { volumes, containers: [sh('agent', `echo main >> "${root}/work/runs"`, { volumeMounts })] },
      marks,
    ),
  })
  const bound = await machine.client.mergePatch(pods, 'half', 'work', { spec: { nodeName: 'here' } })
  const folder = newInstance(join(machine.podFolder(pod), 'containers/agent'))
  await writeFile(
    join(machine.podFolder(pod), 'pod.json'),
    JSON.stringify({ pod: bound, startTime: '2026-01-01T00:00:00Z' }),
  )
  await machine.start()
  const done = await machine.until('half', ended)
  expect(readInstance(folder)).toEqual({ kind: 'void' })
  expect(stateOf(done, 'agent')).toMatchObject({ restartCount: 0, state: { terminated: { exitCode: 0 } } })
  expect(done.status?.startTime).toBe('2026-01-01T00:00:00Z')
  expect(await work(machine.podFolder(pod), 'runs')).toBe('main\n')
})

test('after a power cut the agent is lost, and the sidecars are started again to save', async () => {
  const save = (name: string) =>
    sh(
      name,
      `trap 'echo ${name} saved >> "${root}/work/runs"; exit 0' TERM; echo ${name} >> "${root}/work/runs"; while :; do sleep 0.02; done`,
      {
        restartPolicy: 'Always',
        volumeMounts,
      },
    )
  await machine.create(
    aPod(
      'cut',
      {
        volumes,
        initContainers: [save('push'), save('save')],
        containers: [sh('agent', `echo agent >> "${root}/work/runs"; sleep 60`, { volumeMounts })],
      },
      marks,
    ),
  )
  const pod = await machine.until('cut', running('agent'))
  const runs = () =>
    work(machine.podFolder(pod), 'runs').then(
      (text) => text.trim().split('\n'),
      () => [],
    )
  await expect.poll(async () => (await runs()).toSorted()).toEqual(['agent', 'push', 'save'])
  await machine.stop()
  await abandonRuns(join(machine.folder, 'pods'))
  await machine.start()
  const done = await machine.until('cut', ended)
  expect(stateOf(done, 'agent')?.state?.terminated).toMatchObject({ exitCode: 137, reason: 'ContainerStatusUnknown' })
  expect(stateOf(done, 'save')).toMatchObject({ restartCount: 1, state: { terminated: { exitCode: 0 } } })
  expect((await runs()).filter((line) => line.endsWith('saved'))).toEqual(['save saved', 'push saved'])
  expect((await runs()).filter((line) => line === 'agent')).toHaveLength(1)
})

test.runIf(full)(
  `after a power cut during the last save, the sidecars save to the end, though the agent had ended by itself${onlyInFull}`,
  async () => {
    const script = `n=$(cat "${root}/work/count" 2>/dev/null); echo $((n+1)) > "${root}/work/count"
    trap '[ -z "$n" ] || { echo saved >> "${root}/work/runs"; exit 0; }' TERM; while :; do sleep 0.02; done`
    const save = sh('save', script, { restartPolicy: 'Always', volumeMounts })
    const spec = {
      volumes,
      initContainers: [save],
      containers: [sh('agent', 'exit 3')],
      terminationGracePeriodSeconds: 20,
    }
    await machine.create(aPod('cut-late', spec, marks))
    const pod = await machine.until('cut-late', (pod) => stateOf(pod, 'agent')?.state?.terminated !== undefined)
    await machine.stop()
    await abandonRuns(join(machine.folder, 'pods'))
    await machine.start()
    const done = await machine.until('cut-late', ended)
    expect(stateOf(done, 'agent')?.state?.terminated?.exitCode).toBe(3)
    expect(stateOf(done, 'save')).toMatchObject({ restartCount: 1, state: { terminated: { exitCode: 0 } } })
    expect(await work(machine.podFolder(pod), 'runs')).toBe('saved\n')
  },
)

test.runIf(full)(`a pod whose folder is gone does not run again${onlyInFull}`, async () => {
  await machine.create(aPod('gone', { containers: [sh('agent', 'sleep 60')] }, marks))
  const pod = await machine.until('gone', running('agent'))
  await machine.stop()
  await abandonRuns(join(machine.folder, 'pods'))
  await rm(machine.podFolder(pod), { recursive: true, maxRetries: 5 })
  await machine.start()
  expect((await machine.until('gone', ended)).status).toMatchObject({ phase: 'Failed', reason: 'NodeLost' })
})

test('a folder whose pod is gone is told of, and kept', async () => {
  await machine.create(aPod('left', { volumes, containers: [sh('agent', 'sleep 60', { volumeMounts })] }, marks))
  const pod = await machine.until('left', running('agent'))
  await machine.stop()
  await abandonRuns(join(machine.folder, 'pods'))
  await machine.client.remove(pods, 'left', 'work', { graceSeconds: 0 })
  await machine.start()
  const left = await machine.kubelet.left()
  expect(left).toMatchObject([{ folder: machine.podFolder(pod), key: keyOf(pod), running: false, recorded: false }])
  await left[0]?.over
  expect(existsSync(machine.podFolder(pod))).toBe(true)
})

test.runIf(full)(`a folder whose pod is gone is removed once its sidecars have saved${onlyInFull}`, async () => {
  const save = sh('save', `trap 'exit 0' TERM; while :; do sleep 0.02; done`, { restartPolicy: 'Always' })
  await machine.create(aPod('left', { initContainers: [save], containers: [sh('agent', 'sleep 60')] }, marks))
  const pod = await machine.until('left', running('agent'))
  await machine.stop()
  await abandonRuns(join(machine.folder, 'pods'))
  await machine.client.remove(pods, 'left', 'work', { graceSeconds: 0 })
  await machine.start()
  const [left] = await machine.kubelet.left()
  await left?.over
  expect(existsSync(machine.podFolder(pod))).toBe(false)
})
