/**
 * The seccomp filter of a sandbox, as the classic BPF program that bubblewrap loads (`--seccomp`). What it refuses fails
 * with EPERM, as in a container; what is newer than its table with ENOSYS, so that programs fall back to what is older.
 */
import { allowedCalls, type SeccompArch } from './seccomp-calls.ts'

/** Calls that depend on one argument. Of `int` arguments the kernel reads the lower half, and so does the filter. */
const conditions: readonly Condition[] = [
  // Namespaces of its own would give it capabilities in them. CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET.
  { x64: 56, arm64: 220, name: 'clone', argument: 0, refusedBits: 0x7e02_0000 },
  // Flags of clone3 are in memory, which no filter reads: libraries fall back to clone.
  { x64: 435, arm64: 435, name: 'clone3', missing: true },
  // AF_ALG and AF_VSOCK.
  { x64: 41, arm64: 198, name: 'socket', argument: 0, refused: [38, 40] },
  // PER_LINUX, PER_LINUX32, both also with UNAME26, and asking for the present one.
  { x64: 135, arm64: 92, name: 'personality', argument: 0, allowed: [0, 8, 0x2_0000, 0x2_0008, 0xffff_ffff] },
  // TIOCSTI and TIOCLINUX, which type into the terminal.
  { x64: 16, arm64: 29, name: 'ioctl', argument: 1, refused: [0x5412, 0x541c] },
]

type Condition = { readonly name: string } & Readonly<Record<SeccompArch, number>> &
  (
    | { readonly argument: number; readonly refusedBits: number }
    | { readonly argument: number; readonly refused: readonly number[] }
    | { readonly argument: number; readonly allowed: readonly number[] }
    | { readonly missing: true }
  )

/** AUDIT_ARCH_X86_64 and AUDIT_ARCH_AARCH64. */
const auditArch = { x64: 0xc000_003e, arm64: 0xc000_00b7 } satisfies Record<SeccompArch, number>

const load = 0x20
const jumpIfEqual = 0x15
const jumpIfAbove = 0x25
const jumpIfAtLeast = 0x35
const jumpIfAnyBit = 0x45
const give = 0x06

const allow = 0x7fff_0000
const notPermitted = 0x0005_0001
const notImplemented = 0x0005_0026
const killProcess = 0x8000_0000

/** In `struct seccomp_data`. */
const numberAt = 0
const archAt = 4
const argumentAt = (index: number) => 16 + 8 * index

interface Instruction {
  readonly code: number
  /** Instructions to skip where the condition holds, and where it does not. */
  readonly yes?: number
  readonly no?: number
  readonly value: number
}

/** Undefined where the calls of this kind of machine are not known. */
export function seccompFilter(arch: string = process.arch): Buffer | undefined {
  return arch === 'x64' || arch === 'arm64' ? assemble(programFor(arch)) : undefined
}

function programFor(arch: SeccompArch): Instruction[] {
  const allowed = [...allowedCalls(arch).values()]
  const highest = Math.max(...allowed)
  return [
    { code: load, value: archAt },
    // 32-bit programs have numbers of their own, which this table does not know.
    ...unless(jumpIfEqual, auditArch[arch], [result(killProcess)]),
    { code: load, value: numberAt },
    ...conditions.flatMap((condition) => when(jumpIfEqual, condition[arch], decide(condition))),
    ...runsOf(allowed).flatMap(({ first, last }) => [
      ...unless(jumpIfAtLeast, first, [result(notPermitted)]),
      ...unless(jumpIfAbove, last, [result(allow)]),
    ]),
    // x32's numbers are above all others.
    ...when(jumpIfAbove, highest, [result(notImplemented)]),
    result(notPermitted),
  ]
}

function decide(condition: Condition): Instruction[] {
  if ('missing' in condition) return [result(notImplemented)]
  const argument = { code: load, value: argumentAt(condition.argument) }
  if ('refusedBits' in condition)
    return [argument, ...when(jumpIfAnyBit, condition.refusedBits, [result(notPermitted)]), result(allow)]
  const [listed, others] = 'refused' in condition ? ([notPermitted, allow] as const) : ([allow, notPermitted] as const)
  const values = 'refused' in condition ? condition.refused : condition.allowed
  return [argument, ...values.flatMap((value) => when(jumpIfEqual, value, [result(listed)])), result(others)]
}

function when(code: number, value: number, body: readonly Instruction[]): Instruction[] {
  return [{ code, value, yes: 0, no: body.length }, ...body]
}

function unless(code: number, value: number, body: readonly Instruction[]): Instruction[] {
  return [{ code, value, yes: body.length, no: 0 }, ...body]
}

function result(value: number): Instruction {
  return { code: give, value }
}

/** Numbers that follow one another are one comparison. */
function runsOf(numbers: readonly number[]): { readonly first: number; readonly last: number }[] {
  const runs: { first: number; last: number }[] = []
  for (const number of numbers.toSorted((a, b) => a - b)) {
    const run = runs.at(-1)
    if (run !== undefined && run.last === number - 1) run.last = number
    else runs.push({ first: number, last: number })
  }
  return runs
}

/** `struct sock_filter`, little-endian as both machines are. */
function assemble(program: readonly Instruction[]): Buffer {
  const bytes = Buffer.alloc(program.length * 8)
  for (const [at, { code, yes = 0, no = 0, value }] of program.entries()) {
    bytes.writeUInt16LE(code, at * 8)
    bytes.writeUInt8(yes, at * 8 + 2)
    bytes.writeUInt8(no, at * 8 + 3)
    bytes.writeUInt32LE(value, at * 8 + 4)
  }
  return bytes
}
