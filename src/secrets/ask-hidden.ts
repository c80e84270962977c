/** A question whose answer is never shown. */
import type { ReadStream } from 'node:tty'
import { setTimeout as pause } from 'node:timers/promises'
import { GastownError } from '../errors.ts'

export interface HiddenAsking {
  readonly input: NodeJS.ReadableStream
  readonly output: { write(text: string): unknown }
  readonly signal: AbortSignal
}

/**
 * Reads without echo, in the terminal's raw mode, which has no longest line. A paste of several lines comes as one: its
 * rest must not be left for the shell. Ctrl-C interrupts, Ctrl-D ends, and the terminal is restored whatever happens.
 */
export async function askHidden(question: string, { input, output, signal }: HiddenAsking): Promise<string> {
  signal.throwIfAborted()
  const terminal = input as Partial<ReadStream> & NodeJS.ReadableStream
  const wasRaw = terminal.isRaw === true
  // Before the question: who sees it may type at once.
  terminal.setRawMode?.(true)
  output.write(question)
  let leave = nothing
  try {
    const answered = await new Promise<string>((resolve, reject) => {
      let answer = ''
      const onData = (piece: Buffer | string) => {
        const typed = apply(answer, String(piece))
        answer = typed.answer
        if (typed.end === 'interrupted') reject(new GastownError('interrupted', 'interrupted'))
        else if (typed.end === 'done') resolve(answer)
      }
      const onEnd = () => resolve(answer)
      const onAbort = () => reject(signal.reason as Error)
      input.on('data', onData).once('end', onEnd)
      signal.addEventListener('abort', onAbort)
      leave = () => {
        input.off('data', onData).off('end', onEnd)
        signal.removeEventListener('abort', onAbort)
      }
    })
    output.write('\n')
    return answered
  } finally {
    leave()
    await drain(input)
    terminal.setRawMode?.(wasRaw)
    input.pause()
  }
}

interface Typed {
  readonly answer: string
  readonly end?: 'done' | 'interrupted'
}

function apply(before: string, piece: string): Typed {
  // Arrows and the marks of a bracketed paste.
  // oxlint-disable-next-line no-control-regex
  const text = piece.replaceAll(/\u001B\[[0-9;]*[A-Za-z~]/g, '')
  let answer = before
  for (const [index, character] of [...text].entries()) {
    const isLast = index === [...text].length - 1
    if (character === '\u0003') return { answer: '', end: 'interrupted' }
    if (character === '\u0004') return { answer, end: 'done' }
    if (character === '\r' || character === '\n') {
      if (isLast) return { answer, end: 'done' }
      answer += '\n'
    } else if (character === '\u007F' || character === '\b') answer = answer.slice(0, -1)
    else if (character === '\u0015') answer = ''
    else if (character >= ' ' || character === '\t') answer += character
  }
  return { answer }
}

function nothing(): void {}

/** What of a paste comes late is dropped, while it still is not shown. */
async function drain(input: NodeJS.ReadableStream): Promise<void> {
  input.on('data', nothing)
  await pause(30)
  input.off('data', nothing)
}
