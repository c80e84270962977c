/** Keys, read from the bytes of a terminal as they come. */
import { StringDecoder } from 'node:string_decoder'

/** A key by name, or the character that it types. */
export type KeyName =
  | 'up'
  | 'down'
  | 'left'
  | 'page-up'
  | 'page-down'
  | 'home'
  | 'end'
  | 'enter'
  | 'escape'
  | 'backspace'
  | 'ctrl-c'
  | 'ctrl-z'
  | (string & {})

export interface KeySink {
  onKey(key: KeyName): void
  /** What is pasted is text, and no key. */
  onPaste(text: string): void
}

/** A lone Esc is one when nothing follows it for so long. */
const escapeMs = 50
/** A sequence or a paste whose rest never comes is given up. */
const restMs = 1000
/** More of a paste is dropped: it is for one line. */
const longestPaste = 4096
const longestSequence = 256

const controls: Readonly<Record<number, KeyName>> = {
  0x03: 'ctrl-c',
  0x04: 'page-down',
  0x08: 'backspace',
  0x0a: 'enter',
  0x0d: 'enter',
  0x15: 'page-up',
  0x1a: 'ctrl-z',
  0x7f: 'backspace',
}

/** By the last character of their sequence, and where that is `~` by the number before it. */
const sequences: Readonly<Record<string, KeyName>> = {
  A: 'up',
  B: 'down',
  D: 'left',
  H: 'home',
  F: 'end',
  '1~': 'home',
  '3~': 'backspace',
  '4~': 'end',
  '5~': 'page-up',
  '6~': 'page-down',
  '7~': 'home',
  '8~': 'end',
}

const pasteStart = '\u001B[200~'
const pasteEnd = '\u001B[201~'

/** Bytes of a terminal as keys: sequences may come in any pieces. */
export class KeyReader {
  readonly #sink: KeySink
  readonly #text = new StringDecoder('utf8')
  /** Bytes of a sequence that has begun, Esc included. */
  #sequence = ''
  /** Text of a paste that has begun. */
  #paste: string | undefined
  #timer: NodeJS.Timeout | undefined
  #isOpen = true
  /** Bytes so far. */
  #takes = 0

  constructor(sink: KeySink) {
    this.#sink = sink
  }

  take(byte: number): void {
    clearTimeout(this.#timer)
    this.#takes++
    if (this.#paste !== undefined) this.#pasted(byte)
    // Whatever has begun, Ctrl-C is one.
    else if (this.#sequence === '' || byte === 0x03) this.#typed(byte)
    else this.#continued(byte)
    if (this.#isOpen && (this.#sequence !== '' || this.#paste !== undefined)) this.#wait()
  }

  close(): void {
    this.#isOpen = false
    clearTimeout(this.#timer)
  }

  #typed(byte: number): void {
    this.#sequence = ''
    if (byte === 0x1b) this.#sequence = '\u001B'
    else if (byte < 0x20 || byte === 0x7f) {
      const key = controls[byte]
      if (key !== undefined) this.#sink.onKey(key)
    } else for (const character of this.#text.write(Buffer.of(byte))) this.#sink.onKey(character)
  }

  #continued(byte: number): void {
    const sequence = this.#sequence + String.fromCharCode(byte)
    const kind = sequence[1] ?? ''
    // What comes right after an Esc over a slow line looks like a key with Alt, which is none here.
    if (!'[O]P_^X'.includes(kind)) {
      this.#sequence = ''
      this.#sink.onKey('escape')
      if (this.#isOpen) this.#typed(byte)
    } else if (!isWhole(sequence)) this.#sequence = sequence.length > longestSequence ? '' : sequence
    else {
      this.#sequence = ''
      if (sequence === pasteStart) this.#paste = ''
      else this.#told(sequence)
    }
  }

  /** Answers of the terminal, and keys that are none here, do nothing. */
  #told(sequence: string): void {
    // oxlint-disable-next-line no-control-regex
    const [, number = '', last = ''] = /^\u001B(?:\[|O)([0-9]*)[0-9;:]*(.)$/.exec(sequence) ?? []
    const key = sequences[last === '~' ? `${number}~` : last]
    if (key !== undefined) this.#sink.onKey(key)
  }

  #pasted(byte: number): void {
    this.#paste += String.fromCharCode(byte)
    const bytes = this.#paste ?? ''
    if (bytes.endsWith(pasteEnd)) return this.#endPaste(bytes.slice(0, -pasteEnd.length))
    if (bytes.length > longestPaste + pasteEnd.length)
      this.#paste = bytes.slice(0, longestPaste) + bytes.slice(-pasteEnd.length)
  }

  #endPaste(bytes: string): void {
    this.#paste = undefined
    this.#sink.onPaste(Buffer.from(bytes.slice(0, longestPaste), 'latin1').toString('utf8'))
  }

  #wait(): void {
    const isEscape = this.#sequence === '\u001B'
    const takes = this.#takes
    // What has come meanwhile is read before the timer's word counts: a busy process is no slow terminal.
    const late = () => setImmediate(() => this.#isOpen && this.#takes === takes && this.#giveUp())
    this.#timer = setTimeout(late, isEscape ? escapeMs : restMs)
  }

  #giveUp(): void {
    const isEscape = this.#sequence === '\u001B'
    this.#sequence = ''
    this.#paste = undefined
    if (isEscape) this.#sink.onKey('escape')
  }
}

/** CSI and SS3 end with their final byte, strings with BEL or ST. */
function isWhole(sequence: string): boolean {
  if (sequence.length === 2) return false
  const kind = sequence[1] ?? ''
  if (kind === 'O') return true
  const last = sequence.at(-1) ?? ''
  if (kind === '[') return last >= '@' && last <= '~'
  return last === '\u0007' || sequence.endsWith('\u001B\\')
}
