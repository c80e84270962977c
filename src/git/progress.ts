import { sanitizeLine } from '../text/sanitize.ts'

/**
 * Turns git's progress, which overwrites one line again and again, into a few lines for a log:
 * one for the end of each step, and before that at most one a second.
 */
export function progressLines(log: (line: string) => void, now: () => number = Date.now): (text: string) => void {
  let rest = ''
  let last = now()
  return (text) => {
    const pieces = (rest + text).split(/[\r\n]/)
    rest = (pieces.pop() ?? '').slice(-1000)
    for (const piece of pieces) {
      const [, name = '', , percent = ''] = progress.exec(piece.trim()) ?? []
      if (name === '' || (percent !== '100' && now() - last < 1000)) continue
      if (percent === '100' && !piece.includes('done')) continue
      last = now()
      log(sanitizeLine(piece.replace(/,? ?done\.?\s*$/, '')))
    }
  }
}

const progress = /^((Receiving|Resolving|Updating|Writing) [a-z]+):\s+(\d+)%/
