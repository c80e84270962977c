import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readHierarchies } from '../../../src/kubelet/limits/cgroup-hierarchies.ts'
import { cgroupVersions, type Limits } from '../../../src/kubelet/limits/cgroup-versions.ts'
import { divisible } from '../../../src/kubelet/limits/cgroup-division.ts'
import { killGroup, openCgroups, removeGroup } from '../../../src/kubelet/limits/cgroups.ts'

const v2 = '31 25 0:27 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate'
const v1 = (names: string, root = '/') => `40 30 0:30 ${root} /sys/fs/cgroup/${names} rw - cgroup cgroup rw,${names}`

test('of systemd’s user session: all of v2', () => {
  const own = '/user.slice/user-1000.slice/user@1000.service/app.slice/term.scope'
  expect(readHierarchies(`0::${own}\n`, `${v2}\n`)).toEqual([
    { version: 2, controllers: ['memory', 'pids', 'cpu'], own: `/sys/fs/cgroup${own}`, top: '/sys/fs/cgroup' },
  ])
})

test('of both at once: each controller where it is', () => {
  const groups = '8:pids:/\n4:memory:/jobs/one\n2:cpu,cpuacct:/\n1:name=systemd:/x\n0::/y\n'
  const mounts = [
    '50 30 0:40 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw',
    v1('memory'),
    v1('cpu,cpuacct'),
    '51 30 0:41 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd',
  ].join('\n')
  expect(readHierarchies(groups, mounts)).toEqual([
    { version: 2, controllers: ['pids'], own: '/sys/fs/cgroup/unified/y', top: '/sys/fs/cgroup/unified' },
    { version: 1, controllers: ['memory'], own: '/sys/fs/cgroup/memory/jobs/one', top: '/sys/fs/cgroup/memory' },
    { version: 1, controllers: ['cpu'], own: '/sys/fs/cgroup/cpu,cpuacct', top: '/sys/fs/cgroup/cpu,cpuacct' },
  ])
})

test('in a container: below the root that is mounted, and a blank in a path', () => {
  expect(readHierarchies('4:memory:/docker/a/b\n', v1('memory', '/docker/a'))).toMatchObject([
    { own: '/sys/fs/cgroup/memory/b' },
  ])
  expect(readHierarchies('4:memory:/elsewhere\n', v1('memory', '/docker/a'))).toEqual([])
  expect(readHierarchies('0::/\n', v2.replace('/sys/fs/cgroup', '/my\\040groups'))).toMatchObject([
    { own: '/my groups' },
  ])
})

test('what lies outside of this cgroup namespace is none of ours', () => {
  expect(readHierarchies('0::/../other\n', v2)).toEqual([])
  // A mount from outside shows it.
  const outer = v2.replace(' / /sys', ' /.. /sys')
  expect(readHierarchies('0::/../other\n', outer)).toMatchObject([{ own: '/sys/fs/cgroup/other' }])
  expect(readHierarchies('0::/\n', outer)).toEqual([])
})

const limits: Limits = { memoryBytes: 2 ** 29, processes: 4096, cpuLimit: 1500, cpuRequest: 500, withCpu: true }
const written = (version: 1 | 2, given: Limits) =>
  Object.values(cgroupVersions[version].settings).flatMap((settings) =>
    settings(given).map(({ file, value }) => `${file} ${value}`),
  )

test('what is written, in both versions', () => {
  expect(written(1, limits)).toEqual([
    'memory.limit_in_bytes 536870912',
    'memory.memsw.limit_in_bytes 536870912',
    'pids.max 4096',
    'cpu.shares 512',
    'cpu.cfs_period_us 100000',
    'cpu.cfs_quota_us 150000',
  ])
  expect(written(2, limits)).toEqual([
    'memory.max 536870912',
    'memory.swap.max 0',
    'memory.oom.group 1',
    'pids.max 4096',
    'cpu.weight 20',
    'cpu.max 150000 100000',
  ])
  // 0.1Gi: the kernel reads whole bytes only.
  for (const version of [1, 2] as const)
    expect(written(version, { ...limits, memoryBytes: 0.1 * 2 ** 30 })[0]).toMatch(/^memory\.\S+ 107374183$/)
  const none = { ...limits, memoryBytes: undefined, cpuLimit: undefined, cpuRequest: undefined }
  expect(written(1, none)).toEqual(['pids.max 4096', 'cpu.shares 2'])
  expect(written(2, none)).toEqual(['pids.max 4096', 'cpu.weight 1'])
})

test('where there are none, or none that may be divided: nothing holds for a run, and why', async () => {
  const nothing = { memory: false, cpu: false, processes: 'user' }
  const without = await openCgroups({ name: 'x', hierarchies: [] })
  expect(without.held).toEqual({ ...nothing, why: 'there are no control groups on this machine' })
  expect(without.make('a.b.0', { ...limits })).toEqual([])
  const own = '/proc/self/no-such'
  const closed = await openCgroups({ name: 'x', hierarchies: [{ version: 2, controllers: ['memory'], own, top: own }] })
  expect(closed.held).toEqual({ ...nothing, why: expect.stringContaining(`no group above ${own} may be divided`) })
})

const [oneHere] = readHierarchies(
  readFileSync('/proc/self/cgroup', 'utf8'),
  readFileSync('/proc/self/mountinfo', 'utf8'),
).filter(({ version }) => version === 1)
const some = await openCgroups({ name: `some-${process.pid}`, hierarchies: oneHere === undefined ? [] : [oneHere] })
some.close()

test.skipIf(some.folders.length === 0)(
  'where some controllers are missing, which, and not that there are no groups',
  () => {
    const missing = ['memory', 'pids', 'cpu'].filter((name) => !oneHere?.controllers.includes(name as never))
    expect(some.held.why).toBe(
      `no control group that this user may divide has the controllers ${missing.join(' and ')}`,
    )
  },
)

test('a group goes with the groups that its processes have made in it', async () => {
  const groups = await openCgroups({ name: `nested-${process.pid}` })
  try {
    for (const group of groups.make('a.b.0', limits)) {
      mkdirSync(join(group, 'inner', 'most'), { recursive: true })
      const sleep = spawn('/bin/sh', [
        '-c',
        'echo "$$" > "$1/cgroup.procs" && echo in && exec sleep 4713',
        'sh',
        join(group, 'inner', 'most'),
      ])
      const ended = once(sleep, 'exit')
      await once(sleep.stdout, 'data')
      expect(removeGroup(group)).toBe(false)
      killGroup(group)
      expect(await ended).toEqual([null, 'SIGKILL'])
      await expect.poll(() => removeGroup(group)).toBe(true)
      expect(existsSync(group)).toBe(false)
    }
  } finally {
    groups.close()
  }
})

test('a group of v2 is killed at once, with whatever it forks meanwhile', () => {
  const group = mkdtempSync(join(tmpdir(), 'gastown-groups-'))
  writeFileSync(join(group, 'cgroup.kill'), '')
  killGroup(group)
  expect(readFileSync(join(group, 'cgroup.kill'), 'utf8')).toBe('1')
  rmSync(group, { recursive: true })
})

const write = (folder: string, file: string, text: string) => writeFileSync(join(folder, file), text)

test('looking changes nothing of the machine’s own root', () => {
  const top = mkdtempSync(join(tmpdir(), 'gastown-groups-'))
  const own = join(top, 'user.slice', 'session-1.scope')
  mkdirSync(own, { recursive: true })
  for (const folder of [own, join(top, 'user.slice')]) write(folder, 'cgroup.type', 'domain\n')
  for (const folder of [top, join(top, 'user.slice')]) write(folder, 'cgroup.procs', '')
  write(join(top, 'user.slice'), 'cgroup.subtree_control', 'memory pids cpu\n')
  write(top, 'cgroup.controllers', 'memory pids cpu\n')
  write(top, 'cgroup.subtree_control', 'memory\n')
  const wanted = ['memory', 'pids', 'cpu'] as const
  const { parent } = divisible({ version: 2, controllers: wanted, own, top })
  expect(parent).toBe(join(top, 'user.slice'))
  expect(readFileSync(join(top, 'cgroup.subtree_control'), 'utf8')).toBe('memory\n')
  rmSync(top, { recursive: true })
})

const session = ['user.slice', 'user-1000.slice', 'user@1000.service', 'app.slice', 'term.scope']

test.each([
  // The nearest that hands on the most, and never the one that has processes.
  [['', '', 'cpu memory pids', 'memory pids cpu', ''], 'app.slice', ['memory', 'pids', 'cpu']],
  [['', '', 'cpu memory pids', 'memory pids', ''], 'user@1000.service', ['memory', 'pids', 'cpu']],
  [['', '', 'memory', 'io', ''], 'user@1000.service', ['memory']],
  [['', '', '', '', ''], undefined, []],
])('of a session’s groups that hand on %j, %s is divided', (handedOn, expected, usable) => {
  const top = mkdtempSync(join(tmpdir(), 'gastown-groups-'))
  try {
    writeFileSync(join(top, 'cgroup.type'), 'domain\n')
    for (const [at, controllers] of handedOn.entries()) {
      const folder = join(top, ...session.slice(0, at + 1))
      mkdirSync(folder)
      for (const [file, text] of [
        ['cgroup.type', 'domain'],
        ['cgroup.procs', ''],
        ['cgroup.subtree_control', controllers],
      ] as const)
        writeFileSync(join(folder, file), `${text}\n`)
    }
    const own = join(top, ...session)
    const look = () => divisible({ version: 2, controllers: ['memory', 'pids', 'cpu'], own, top })
    const parent = join(top, ...session.slice(0, session.indexOf(expected ?? '') + 1))
    expect(outcome(look)).toEqual(
      expected === undefined
        ? `no group above ${own} may be divided by this user and hands controllers on (cgroup v2)`
        : { parent, usable, isRoot: false },
    )
  } finally {
    rmSync(top, { recursive: true })
  }
})

test('from a login session, which systemd delegates to nobody, how to start where it does', () => {
  const own = '/no-such/user.slice/user-1000.slice/session-2.scope'
  const look = () => divisible({ version: 2, controllers: ['memory'], own, top: '/no-such' })
  expect(outcome(look)).toMatch(
    /\(cgroup v2\); end it, and start it with: systemd-run --user --scope gastown local up$/,
  )
})

function outcome(look: () => unknown): unknown {
  try {
    return look()
  } catch (error) {
    return (error as Error).message
  }
}
