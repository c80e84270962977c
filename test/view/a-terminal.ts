/** A terminal that remembers what was written to it, and a keyboard. */
import { EventEmitter } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import { terminalOf } from '../../src/terminal.ts'
import type { ViewPlace } from '../../src/view/choose-view.ts'
import { now } from './a-fleet.ts'

export class FakeScreen extends EventEmitter {
  readonly isTTY = true
  columns = 80
  rows = 10
  readonly writes: string[] = []
  write(text: string, ...rest: unknown[]): boolean {
    this.writes.push(text)
    const done = rest.at(-1)
    if (typeof done === 'function') done()
    return true
  }
  get text(): string {
    return this.writes.join('')
  }
  resize(columns: number, rows: number): void {
    Object.assign(this, { columns, rows })
    this.emit('resize')
  }
}

export class Keys extends PassThrough {
  readonly isTTY = true
  readonly raw: boolean[] = []
  setRawMode(on: boolean): this {
    this.raw.push(on)
    return this
  }
  ref(): void {}
  unref(): void {}
}

export function place(env: Record<string, string>, stdin: ViewPlace['streams']['stdin'] = Readable.from([])) {
  const screen = new FakeScreen()
  const where: ViewPlace = {
    streams: { stdin, stdout: screen, stderr: new FakeScreen() },
    env,
    stdout: terminalOf(screen, env),
    // It goes on: what was typed at once is told from what was read before it was answered.
    now: () => now + performance.now(),
    print: (text) => void screen.write(text),
    placed: (words) => words,
    notice: (line) => void screen.write(`${line}\n`),
  }
  return { screen, place: where }
}
