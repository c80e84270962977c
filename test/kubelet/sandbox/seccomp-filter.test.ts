import { assert, constantFrom, nat, oneof, property } from 'fast-check'
import { expect, test } from 'vitest'
import { allowedCalls, type SeccompArch } from '../../../src/kubelet/sandbox/seccomp-calls.ts'
import { seccompFilter } from '../../../src/kubelet/sandbox/seccomp-filter.ts'
import { answer, disassemble } from '../bpf-disassembly.ts'

const archs = ['x64', 'arm64'] as const
const auditArch = { x64: 0xc000_003e, arm64: 0xc000_00b7 }
const i386 = 0x4000_0003

function filterOf(arch: SeccompArch): Buffer {
  const filter = seccompFilter(arch)
  if (filter === undefined) throw new Error(`no filter for ${arch}`)
  return filter
}

test.each(archs)('%s: the program, instruction by instruction', async (arch) => {
  await expect(disassemble(filterOf(arch))).toMatchFileSnapshot(`../../golden/seccomp/${arch}.txt`)
})

test('other machines have none', () => {
  expect(seccompFilter('riscv64')).toBeUndefined()
})

/** What the filter is to answer, said without jumps. `x64` and `arm64` number these calls differently. */
function expected(arch: SeccompArch, number: number, [first = 0, second = 0]: readonly number[]): string {
  const [clone, socket, personality, ioctl] = arch === 'x64' ? [56, 41, 135, 16] : [220, 198, 92, 29]
  if (number === clone) return (first & 0x7e02_0000) === 0 ? 'allow' : 'EPERM'
  if (number === 435) return 'ENOSYS'
  if (number === socket) return first === 38 || first === 40 ? 'EPERM' : 'allow'
  if (number === personality) return [0, 8, 0x20000, 0x20008, 0xffffffff].includes(first) ? 'allow' : 'EPERM'
  if (number === ioctl) return second === 0x5412 || second === 0x541c ? 'EPERM' : 'allow'
  const { allowed, last } = tables[arch]
  if (allowed.has(number)) return 'allow'
  return number > last ? 'ENOSYS' : 'EPERM'
}

function tableOf(arch: SeccompArch) {
  const allowed = new Set(allowedCalls(arch).values())
  return { allowed, last: Math.max(...allowed) }
}
const tables = { x64: tableOf('x64'), arm64: tableOf('arm64') }

const word = nat({ max: 0xffff_ffff })
const interesting = constantFrom(0, 8, 38, 40, 0x11, 0x5412, 0x541c, 0x1000_0000, 0x2_0008, 0x0002_0000, 0xffff_ffff)
const argument = oneof(word, interesting)

test.each(archs)('%s: every call is answered as the table says, whatever its arguments', (arch) => {
  const filter = filterOf(arch)
  assert(
    property(oneof(nat({ max: 500 }), word), argument, argument, (number, first, second) => {
      const call = { arch: auditArch[arch], number, arguments: [first, second] }
      expect(answer(filter, call)).toBe(expected(arch, number, [first, second]))
    }),
    { numRuns: 3000 },
  )
})

test.each(archs)('%s: a call by the numbers of another machine ends the process', (arch) => {
  assert(
    property(word, constantFrom(i386, auditArch[arch === 'x64' ? 'arm64' : 'x64'], 0), (number, other) => {
      expect(answer(filterOf(arch), { arch: other, number, arguments: [] })).toBe('kill')
    }),
  )
})

/** Numbers of both machines, from the kernel's own tables. */
const refused = {
  keyctl: [250, 219],
  add_key: [248, 217],
  request_key: [249, 218],
  bpf: [321, 280],
  perf_event_open: [298, 241],
  userfaultfd: [323, 282],
  mount: [165, 40],
  umount2: [166, 39],
  pivot_root: [155, 41],
  move_mount: [429, 429],
  open_tree: [428, 428],
  fsopen: [430, 430],
  mount_setattr: [442, 442],
  unshare: [272, 97],
  setns: [308, 268],
  chroot: [161, 51],
  io_uring_setup: [425, 425],
  io_uring_enter: [426, 426],
  open_by_handle_at: [304, 265],
  kexec_load: [246, 104],
  init_module: [175, 105],
  finit_module: [313, 273],
  pidfd_getfd: [438, 438],
  syslog: [103, 116],
  quotactl: [179, 60],
  reboot: [169, 142],
  swapon: [167, 224],
  acct: [163, 89],
  kcmp: [312, 272],
}

test.each(Object.entries(refused))('%s is refused', (name, numbers) => {
  for (const [at, arch] of archs.entries()) {
    expect(allowedCalls(arch).has(name)).toBe(false)
    expect(answer(filterOf(arch), { arch: auditArch[arch], number: numbers[at] ?? NaN, arguments: [] })).toBe('EPERM')
  }
})
