/** What is typed at a terminal, read a byte at a time: what stands behind the last key is left to whoever reads next. */
import { ReadStream } from 'node:tty'
import type { Streams } from './terminal.ts'

export interface Typing {
  /** Every key at once and without echo; else lines, as the terminal edits them. */
  readonly raw: boolean
  onByte(byte: number): void
  /** The terminal is gone, or Ctrl-D has ended the input. */
  onEnd(): void
}

export interface Keyboard {
  /** Reads no more. What is typed from here on waits in the terminal, and is not shown. */
  stop(): void
  /** Gives the terminal back as it was. */
  close(): void
}

export function openKeyboard(stdin: Streams['stdin'], typing: Typing): Keyboard {
  const { fd } = stdin as { readonly fd?: number }
  return stdin instanceof ReadStream && fd !== undefined ? ofTerminal(fd, typing) : ofStream(stdin, typing)
}

/** process.stdin itself takes up to 64 KiB at once, and nothing can give them back to the terminal. */
function ofTerminal(fd: number, { raw, onByte, onEnd }: Typing): Keyboard {
  const byte = Buffer.alloc(1)
  let isRead = true
  const take = () => {
    if (isRead) onByte(byte[0] ?? 0)
    // Where it is false, libuv reads no further byte.
    return isRead
  }
  const terminal = new ReadStream(fd, { onread: { buffer: byte, callback: take } })
  const end = () => {
    if (isRead) onEnd()
  }
  terminal.on('error', end).on('end', end)
  if (raw) terminal.setRawMode(true)
  terminal.resume()
  const stop = () => {
    isRead = false
    terminal.pause()
  }
  return {
    stop,
    close() {
      stop()
      if (raw && !terminal.destroyed) terminal.setRawMode(false)
      terminal.destroy()
    },
  }
}

/** What is no terminal of this process. */
function ofStream(stdin: Streams['stdin'], { raw, onByte, onEnd }: Typing): Keyboard {
  const terminal = stdin as Streams['stdin'] & Partial<Pick<ReadStream, 'setRawMode'>>
  let isOpen = true
  const take = () => {
    for (;;) {
      const byte = isOpen ? (stdin.read(1) as Buffer | string | null) : null
      if (byte === null) return
      for (const one of Buffer.from(byte)) onByte(one)
    }
  }
  if (raw) terminal.setRawMode?.(true)
  stdin.on('readable', take).on('end', onEnd)
  const stop = () => {
    isOpen = false
    stdin.off('readable', take).off('end', onEnd)
  }
  return {
    stop,
    close() {
      stop()
      if (raw) terminal.setRawMode?.(false)
    },
  }
}
