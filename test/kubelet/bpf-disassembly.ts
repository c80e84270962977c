/** A classic BPF program of a seccomp filter, one instruction per line, with the calls' names; and what it answers. */
interface Instruction {
  readonly code: number
  readonly yes: number
  readonly no: number
  readonly value: number
}

function instructions(program: Buffer): Instruction[] {
  return Array.from({ length: program.length / 8 }, (_, index) => ({
    code: program.readUInt16LE(index * 8),
    yes: program.readUInt8(index * 8 + 2),
    no: program.readUInt8(index * 8 + 3),
    value: program.readUInt32LE(index * 8 + 4),
  }))
}

const results: Readonly<Record<number, string>> = {
  0x7fff_0000: 'allow',
  0x0005_0001: 'EPERM',
  0x0005_0026: 'ENOSYS',
  0x8000_0000: 'kill',
}
const fields: Readonly<Record<number, string>> = { 0: 'number', 4: 'arch', 16: 'argument 0', 24: 'argument 1' }
const comparisons: Readonly<Record<number, string>> = { 0x15: '==', 0x25: '>', 0x35: '>=', 0x45: '&' }

export function disassemble(program: Buffer): string {
  return `${instructions(program).map(lineOf).join('\n')}\n`
}

function lineOf({ code, yes, no, value }: Instruction, at: number): string {
  const place = String(at).padStart(3)
  if (code === 0x20) return `${place} load ${fields[value]}`
  if (code === 0x06) return `${place} give ${results[value]}`
  return `${place} if ${comparisons[code]} 0x${value.toString(16)} goto ${at + 1 + yes} else ${at + 1 + no}`
}
export interface Call {
  readonly arch: number
  readonly number: number
  /** Lower halves. */
  readonly arguments: readonly number[]
}

/** As the kernel would run it; throws where it would not accept it. */
export function answer(program: Buffer, call: Call): string {
  const all = instructions(program)
  const memory: Readonly<Record<number, number>> = {
    0: call.number,
    4: call.arch,
    16: call.arguments[0] ?? 0,
    24: call.arguments[1] ?? 0,
  }
  const holds: Readonly<Record<number, (a: number, value: number) => boolean>> = {
    0x15: (a, value) => a === value,
    0x25: (a, value) => a > value,
    0x35: (a, value) => a >= value,
    0x45: (a, value) => (BigInt(a) & BigInt(value)) !== 0n,
  }
  let a = 0
  for (let at = 0; ; at++) {
    const next = all[at]
    if (next === undefined) throw new Error(`it runs past its end at ${at}`)
    const { code, yes, no, value } = next
    const test = holds[code]
    if (code === 0x20) a = memory[value] ?? NaN
    else if (code === 0x06) return results[value] ?? value.toString(16)
    else if (test === undefined) throw new Error(`unknown code ${code}`)
    else at += test(a >>> 0, value) ? yes : no
  }
}
