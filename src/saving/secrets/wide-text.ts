import { StringDecoder } from 'node:string_decoder'

type Order = 'little' | 'big'

/** So many bytes tell whether it is UTF-16. */
export const sampleBytes = 512

/** UTF-16 as UTF-8, where it is that: with a mark, or letters of which most are ASCII. */
export class WideText {
  readonly #order: Order
  readonly #decoder = new StringDecoder('utf16le')
  #odd: Buffer = Buffer.alloc(0)

  private constructor(order: Order) {
    this.#order = order
  }

  /** `start`: the first bytes. */
  static of(start: Buffer): WideText | undefined {
    const order = orderOf(start.subarray(0, sampleBytes))
    return order === undefined ? undefined : new WideText(order)
  }

  add(piece: Buffer): Buffer {
    if (this.#order === 'little') return Buffer.from(this.#decoder.write(piece))
    const all = Buffer.concat([this.#odd, piece])
    const even = all.length - (all.length % 2)
    this.#odd = all.subarray(even)
    return Buffer.from(this.#decoder.write(all.subarray(0, even).swap16()))
  }
}

function orderOf(start: Buffer): Order | undefined {
  if (start[0] === 0xff && start[1] === 0xfe) return 'little'
  if (start[0] === 0xfe && start[1] === 0xff) return 'big'
  const zeros = [0, 0]
  for (const [at, byte] of start.entries()) if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  const most = start.length / 4
  if (odd > most && even === 0) return 'little'
  return even > most && odd === 0 ? 'big' : undefined
}
