import { openKeyboard, type Keyboard } from '../keyboard.ts'
import type { Streams } from '../terminal.ts'
import { KeyReader, type KeySink } from './screen-keys.ts'

export interface LiveKeysSink extends KeySink {
  /** There is no terminal to read from any more. */
  onEnd(): void
}

/** Bracketed paste: the terminal marks what is pasted, so that none of it counts as a key. */
const pasteOn = '\u001B[?2004h'
const pasteOff = '\u001B[?2004l'

/** The keys of a live view, until they are closed. */
export function openLiveKeys({ stdin, stdout }: Streams, sink: LiveKeysSink): Keyboard {
  const reader = new KeyReader(sink)
  const keyboard = openKeyboard(stdin, { raw: true, onByte: (byte) => reader.take(byte), onEnd: sink.onEnd })
  stdout.write(pasteOn)
  let isOpen = true
  const stop = () => {
    reader.close()
    keyboard.stop()
  }
  return {
    stop,
    close() {
      if (!isOpen) return
      isOpen = false
      stop()
      stdout.write(pasteOff)
      keyboard.close()
    },
  }
}
