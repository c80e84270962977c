import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { pods } from '../../src/kube/resources.ts'
import { stayedFolders } from '../../src/kubelet/volumes/removed-folders.ts'
import { full, onlyInFull } from '../support/full.ts'
import { openedForEach } from '../support/opened.ts'
import { canMount, fillDisk, smallDisk } from '../support/small-disk.ts'
import {
  aPod,
  ended,
  isRunning,
  open,
  sandbox,
  sh,
  startMachine,
  stateOf,
  type Machine,
} from './kubelet-on-this-machine.ts'

describe.skipIf(!canMount)('a full disk (needs root)', () => {
  let machine: Machine
  let disk: Disposable
  let tools: string

  beforeAll(() => {
    tools = mkdtempSync(join(tmpdir(), 'gastown-tools-'))
    writeFileSync(join(tools, 'bwrap'), fillingBubblewrap, { mode: 0o755 })
  })
  afterAll(() => rmSync(tools, { recursive: true }))

  beforeEach(async () => {
    machine = await startMachine({}, join(tools, 'bwrap'))
    await machine.stop()
    disk = smallDisk(join(machine.folder, 'pods'), 8)
    await machine.start()
  })
  afterEach(async () => {
    for (const uid of readdirSync(join(machine.folder, 'pods')))
      if (uid.startsWith('filler')) rmSync(join(machine.folder, 'pods', uid))
    await machine.stop()
    await machine.start()
    disk[Symbol.dispose]()
    await machine.end()
  })

  const marks = sandbox.ok ? {} : open
  const stubborn = `trap '' TERM; while :; do sleep 0.1; done`
  const fill = () => {
    fillDisk(join(machine.folder, 'pods'))
    // Also what is left of the last block.
    execFileSync('sh', ['-c', untilFull, 'sh', join(machine.folder, 'pods/filler-rest')], { stdio: 'ignore' })
  }
  const saves = sh('save', `trap 'exit 6' TERM; while :; do sleep 0.05; done`, { restartPolicy: 'Always' })
  const spec = (script: string, deadline?: number) => ({
    terminationGracePeriodSeconds: 1,
    ...(deadline === undefined ? {} : { activeDeadlineSeconds: deadline }),
    initContainers: [saves],
    containers: [sh('main', script)],
  })

  test.runIf(full)(`deadline, grace and KILL hold for every pod${onlyInFull}`, async () => {
    const names = ['one', 'two']
    for (const name of names) await machine.create(aPod(name, spec(stubborn, 12), marks))
    await Promise.all(names.map((name) => machine.until(name, isRunning)))
    fill()
    for (const name of ['one', 'two']) {
      const done = await machine.until(name, ended)
      expect(done.status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded' })
      expect(stateOf(done, 'main')?.state?.terminated).toMatchObject({ exitCode: 137 })
      expect(stateOf(done, 'save')?.state?.terminated).toMatchObject({ exitCode: 6 })
    }
  })

  test.runIf(full)(`the next daemon ends what the last one left, too${onlyInFull}`, async () => {
    await machine.create(aPod('late', spec(stubborn, 12), marks))
    await machine.until('late', isRunning)
    fill()
    await machine.stop()
    await machine.start()
    expect((await machine.until('late', ended)).status?.reason).toBe('DeadlineExceeded')
  })

  test('a deleted pod goes, and makes room', async () => {
    const pod = await machine.create(aPod('deleted', spec(stubborn), marks))
    await machine.until('deleted', isRunning)
    fill()
    await machine.client.remove(pods, 'deleted', 'work')
    await expect.poll(() => readdirSync(join(machine.folder, 'pods'))).not.toContain(pod.metadata?.uid)
  })

  test.skipIf(!sandbox.ok)('a sandbox that is being made by then is made (needs bubblewrap)', async () => {
    await machine.create(aPod('made', { containers: [sh('fills', 'exit 5')] }))
    const made = await machine.until('made', ended)
    rmSync(join(machine.podFolder(made), 'containers/fills/0/filler'))
    expect(stateOf(made, 'fills')?.state?.terminated).toMatchObject({ exitCode: 5 })
  })
})

describe.skipIf(!canMount)('a pod that leaves what cannot be removed (needs root)', () => {
  const machine = openedForEach(
    () => startMachine(),
    (one) => one.end(),
  )

  test('is told of and shown, and removed once that can be', async () => {
    const marks = sandbox.ok ? {} : open
    const pod = await machine.create(aPod('stays', { containers: [sh('main', 'true')] }, marks))
    await machine.until('stays', ended)
    const busy = join(machine.podFolder(pod), 'busy')
    mkdirSync(busy)
    const podsDir = join(machine.folder, 'pods')
    smallDisk(busy, 1)
    await machine.client.remove(pods, 'stays', 'work')
    const aside = join(podsDir, `.removed-${pod.metadata?.uid}`)
    try {
      await expect
        .poll(() => machine.notices.join('\n'))
        .toMatch(/cannot be removed: EBUSY at busy; "gastown clean orphans -A"/)
      expect(stayedFolders(podsDir)).toMatchObject([{ folder: aside, kept: false }])
    } finally {
      execFileSync('umount', ['--lazy', existsSync(aside) ? join(aside, 'busy') : busy])
    }
    await machine.stop()
    await machine.start()
    await expect.poll(() => readdirSync(podsDir)).toEqual([])
  })

  test.runIf(full)(`however deep it has dug${onlyInFull}`, async () => {
    const spec = {
      volumes: [{ name: 'work', emptyDir: {} }],
      containers: [sh('main', dig, { volumeMounts: [{ name: 'work', mountPath: '/work' }] })],
    }
    await machine.create(aPod('digs', spec, sandbox.ok ? {} : open))
    const dug = await machine.until('digs', ended)
    expect(dug.status?.phase).toBe('Succeeded')
    await machine.client.remove(pods, 'digs', 'work')
    await expect.poll(() => readdirSync(join(machine.folder, 'pods'))).toEqual([])
  })
})

const dig = `cd "\${GASTOWN_ROOT:-}/work" && mkdir -p "$(printf 'long-name-of-a-level/%.0s' $(seq 3000))"`

const untilFull = 'while printf x; do :; done >>"$1"'

/** Fills the disk before it makes the sandbox of a container of that name. */
const fillingBubblewrap = `#!/bin/sh
case $PWD in */containers/fills/*)
  dd if=/dev/zero of=filler bs=4k
  sh -c '${untilFull}' sh filler ;;
esac 2>/dev/null
exec ${sandbox.program} "$@"
`
