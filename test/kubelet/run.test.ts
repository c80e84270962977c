import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { configMaps, pods, secrets } from '../../src/kube/resources.ts'
import { openedForEach } from '../support/opened.ts'
import { processesNaming } from '../support/processes-naming.ts'
import { aPod, ended, isRunning, open, sh, startMachine, stateOf } from './kubelet-on-this-machine.ts'
import { full, onlyInFull } from '../support/full.ts'

const machine = openedForEach(
  () => startMachine(),
  (one) => one.end(),
)

const shared = { volumes: [{ name: 'shared', emptyDir: {} }] }
const mounted = { volumeMounts: [{ name: 'shared', mountPath: '/shared' }] }
const note = (text: string) => `echo ${text} >> "$GASTOWN_ROOT/shared/order"`
const sidecar = (name: string) =>
  sh(name, `trap '${note(`${name} ends`)}; exit 0' TERM; ${note(name)}; while :; do sleep 0.02; done`, {
    restartPolicy: 'Always',
    ...mounted,
  })
const order = async (name: string) =>
  (
    await readFile(join(machine.podFolder((await machine.until(name, () => true))!), 'volumes/shared/order'), 'utf8')
  ).split('\n')

test('containers start in order, and sidecars end last and in reverse', async () => {
  await machine.create(
    aPod(
      'order',
      {
        ...shared,
        initContainers: [sh('first', note('first'), mounted), sidecar('one'), sidecar('two')],
        containers: [
          sh(
            'main',
            `until grep -q two "$GASTOWN_ROOT/shared/order" && grep -q one "$GASTOWN_ROOT/shared/order"; do sleep 0.02; done; ${note('main')}`,
            mounted,
          ),
        ],
      },
      open,
    ),
  )
  const done = await machine.until('order', ended)
  const lines = await order('order')
  // Sidecars start one after the other, but what they do first is up to the scheduler.
  expect([lines[0], ...lines.slice(1, 3).toSorted()]).toEqual(['first', 'one', 'two'])
  expect(lines.slice(3)).toEqual(['main', 'two ends', 'one ends', ''])
  expect(done.status).toMatchObject({ phase: 'Succeeded' })
  expect(stateOf(done, 'one')).toMatchObject({
    restartCount: 0,
    state: { terminated: { exitCode: 0, reason: 'Completed' } },
  })
})

test('exit status, termination message and log are told', async () => {
  const script =
    'echo out; echo err >&2; head -c 5000 /dev/zero | tr "\\0" x > "$GASTOWN_TERMINATION_LOG"; printf last; exit 3'
  await machine.create(aPod('told', { containers: [sh('main', script)] }, open))
  const done = await machine.until('told', ended)
  const { terminated } = stateOf(done, 'main')?.state ?? {}
  expect(done.status?.phase).toBe('Failed')
  expect(terminated).toMatchObject({ exitCode: 3, reason: 'Error', message: 'x'.repeat(4096) })
  expect(await machine.log(done, 'main')).toBe('out\nerr\nlast')
})

test.runIf(full)(`a failed init container ends the pod, and main never starts${onlyInFull}`, async () => {
  await machine.create(
    aPod(
      'broken',
      { initContainers: [sidecar('one'), sh('bad', 'exit 4')], containers: [sh('main', 'true')], ...shared },
      open,
    ),
  )
  const done = await machine.until('broken', ended)
  expect(done.status?.phase).toBe('Failed')
  expect(stateOf(done, 'bad')?.state?.terminated).toMatchObject({ exitCode: 4 })
  expect(stateOf(done, 'one')?.state?.terminated).toBeDefined()
  expect(stateOf(done, 'main')?.state).toEqual({ waiting: { reason: 'PodInitializing' } })
})

test.each([
  [['no-such-program'], 'exec: "no-such-program": executable file not found in $PATH'],
  [['/no/such/program'], 'exec: "/no/such/program": stat /no/such/program: no such file or directory'],
])('a command that is not there: %j', async (command, message) => {
  await machine.create(aPod('absent', { containers: [{ name: 'main', command }] }, open))
  const done = await machine.until('absent', ended)
  expect(stateOf(done, 'main')?.state?.terminated).toMatchObject({ exitCode: 128, reason: 'StartError', message })
})

test.runIf(full)(`a sidecar that dies is started again in place, then backs off${onlyInFull}`, async () => {
  await machine.create(
    aPod(
      'again',
      {
        initContainers: [sh('side', 'echo run; exit 7', { restartPolicy: 'Always' })],
        containers: [sh('main', 'sleep 60')],
        terminationGracePeriodSeconds: 1,
      },
      open,
    ),
  )
  const waiting = await machine.until('again', (pod) => stateOf(pod, 'side')?.restartCount === 1)
  const backing = await machine.until('again', (pod) => stateOf(pod, 'side')?.state?.waiting !== undefined)
  expect(stateOf(backing, 'side')).toMatchObject({
    restartCount: 1,
    state: { waiting: { reason: 'CrashLoopBackOff' } },
    lastState: { terminated: { exitCode: 7 } },
  })
  expect(waiting.status?.phase).toMatch(/Pending|Running/)
  expect(await machine.log(backing, 'side', { previous: true })).toBe('run\n')
})

test('a deleted pod gets its grace, and its folder goes with the object', async () => {
  const script = `trap '${note('main ends')}; sleep 0.2; exit 5' TERM; ${note('main')}; while :; do sleep 0.02; done`
  const finalizers = ['gastown.io/record']
  await machine.create(
    aPod(
      'deleted',
      { ...shared, initContainers: [sidecar('one')], containers: [sh('main', script, mounted)] },
      { ...open, finalizers },
    ),
  )
  const running = await machine.until('deleted', (pod) => stateOf(pod, 'main')?.state?.running !== undefined)
  await machine.client.remove(pods, 'deleted', 'work')
  const done = await machine.until('deleted', ended)
  expect(stateOf(done, 'main')?.state?.terminated).toMatchObject({ exitCode: 5 })
  expect((await order('deleted')).slice(-3)).toEqual(['main ends', 'one ends', ''])
  await machine.until(
    'deleted',
    (pod) => (pod.metadata as { deletionGracePeriodSeconds?: number }).deletionGracePeriodSeconds === 0,
  )
  expect((await stat(machine.podFolder(running))).isDirectory()).toBe(true)
  await machine.client.mergePatch(pods, 'deleted', 'work', { metadata: { finalizers: null } })
  await expect.poll(() => readdir(join(machine.folder, 'pods'))).toEqual([])
})

test.runIf(full)(
  `what ignores TERM is killed at the end of the grace, with all its children${onlyInFull}`,
  async () => {
    const mark = `stubborn-${process.pid}`
    const script = `: ${mark}; trap '' TERM; (trap '' TERM; while :; do sleep 0.05; date > "$GASTOWN_ROOT/shared/alive"; done) & ${note('main')}; while :; do sleep 1; done`
    await machine.create(
      aPod(
        'stubborn',
        { ...shared, terminationGracePeriodSeconds: 1, containers: [sh('main', script, mounted)] },
        {
          ...open,
          finalizers: ['x/y'],
        },
      ),
    )
    const pod = await machine.until('stubborn', (pod) => stateOf(pod, 'main')?.state?.running !== undefined)
    const alive = join(machine.podFolder(pod), 'volumes/shared/alive')
    await expect
      .poll(() =>
        stat(alive).then(
          () => true,
          () => false,
        ),
      )
      .toBe(true)
    expect(processesNaming(mark).length).toBeGreaterThanOrEqual(2)
    await machine.client.remove(pods, 'stubborn', 'work')
    const done = await machine.until('stubborn', ended)
    expect(stateOf(done, 'main')?.state?.terminated).toMatchObject({ exitCode: 137 })
    await expect.poll(() => processesNaming(mark)).toEqual([])
  },
)

test('the deadline ends a pod', async () => {
  await machine.create(
    aPod('late', { containers: [sh('main', 'trap "exit 9" TERM; while :; do sleep 0.02; done')] }, open),
  )
  await machine.until('late', isRunning)
  await machine.client.mergePatch(pods, 'late', 'work', { spec: { activeDeadlineSeconds: 1 } })
  const done = await machine.until('late', ended)
  expect(done.status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded' })
  expect(stateOf(done, 'main')?.state?.terminated?.exitCode).toBe(9)
})

test('secrets, config maps and annotations become files and variables', async () => {
  const script =
    'cd "$GASTOWN_ROOT/in"; cat s/key c/file.txt d/word; echo; stat -Lc %a s/key s/.; echo "$A|$B|$C|$0|$1"; until grep -q later d/word; do sleep 0.02; done; cat d/word'
  const pod = aPod(
    'given',
    {
      volumes: [
        { name: 's', secret: { secretName: 'sec', items: [{ key: 'k', path: 'key' }] } },
        { name: 'c', configMap: { name: 'conf' } },
        {
          name: 'd',
          downwardAPI: { items: [{ path: 'word', fieldRef: { fieldPath: "metadata.annotations['x/word']" } }] },
        },
      ],
      containers: [
        {
          name: 'main',
          command: ['sh', '-c', script, '$(A)-zero'],
          args: ['$(A) $$(A) $(NONE) $'],
          env: [
            { name: 'A', value: 'a' },
            { name: 'B', valueFrom: { secretKeyRef: { name: 'sec', key: 'k' } } },
            { name: 'C', value: '$(A)$(B)\'"`$(touch /tmp/never)' },
          ],
          volumeMounts: ['s', 'c', 'd'].map((name) => ({ name, mountPath: `/in/${name}` })),
        },
      ],
    },
    { annotations: { ...open.annotations, 'x/word': 'word' } },
  )
  await machine.create(pod)
  const waiting = await machine.until('given', (pod) => stateOf(pod, 'main')?.state?.waiting?.message !== undefined)
  expect(stateOf(waiting, 'main')?.state?.waiting).toEqual({
    reason: 'ContainerCreating',
    message: 'MountVolume.SetUp failed for volume "s" : secret "sec" not found',
  })
  await machine.client.create(configMaps, {
    metadata: { name: 'conf', namespace: 'work' },
    data: { 'file.txt': 'config ' },
  } as never)
  await machine.client.create(secrets, {
    metadata: { name: 'sec', namespace: 'work' },
    data: { k: Buffer.from('hidden ').toString('base64') },
  } as never)
  const running = await machine.until('given', (pod) => stateOf(pod, 'main')?.state?.running !== undefined)
  await expect.poll(() => machine.log(running, 'main')).toContain('a-zero')
  await machine.client.mergePatch(pods, 'given', 'work', { metadata: { annotations: { 'x/word': 'later' } } })
  const done = await machine.until('given', ended)
  expect((await machine.log(done, 'main')).split('\n')).toEqual([
    'hidden config word',
    '600',
    '700',
    `a|hidden |ahidden '"\`$(touch /tmp/never)|a-zero|a $(A) $(NONE) $`,
    'later',
  ])
  expect(await readdir(join(machine.podFolder(done), 'volumes'))).toEqual(['c', 'd'])
})
