import { sanitizeLine } from '../text/sanitize.ts'

/** What a server itself said among the lines that git prints, on one line: its last words, which say why. */
export function serverWords(stderr: string, max = 240): string {
  const lines = stderr.split(/[\r\n]+/)
  const remoteLines = lines
    .flatMap((line) => /^remote:(.*)/.exec(line)?.[1] ?? [])
    .filter((line) => !progress.test(line))
  const unpack = lines.flatMap((line) => /^error: remote unpack failed: (.*)/.exec(line)?.[1] ?? [])
  // Over ssh and on this machine the server's programs write to the same stream, with no mark.
  const beside = lines.filter((line) => !/^(remote:|error: remote unpack failed:)/.test(line) && !ours.test(line))
  const said = [remoteLines, unpack, beside].map(printed).find((some) => some.length > 0) ?? []
  return last(said, max)
}

/** Lines of git's own and of ssh's. */
const ours =
  /^(To |Pushing to |Enumerating |Counting |Compressing |Delta compression |Writing |Total |Receiving |Resolving |Everything up-to-date|Done$|send-pack: |fetch-pack: |index-pack: |fatal: (the remote end hung up|Could not read from remote|unable to access|early EOF|index-pack failed|protocol error|expected )|Please make sure you have|and the repository exists|error: (failed to push|RPC failed|unpack failed|could not fetch)|hint: |warning: |ssh: |kex_|client_loop: |Timeout, server |Connection (to|closed|reset) |Read from remote host |packet_write_wait|Killed$|Terminated$|\s*$)/

const progress = /^\s*(Resolving|Counting|Compressing|Processing|Checking|Enumerating|Total) /

function printed(lines: readonly string[]): string[] {
  return [...new Set(lines.map((line) => sanitizeLine(line)).filter((line) => line !== ''))]
}

/** As many of the last lines as have room; the start of the last one always. */
function last(lines: readonly string[], max: number): string {
  let words = sanitizeLine(lines.at(-1) ?? '', max)
  for (const line of lines.slice(0, -1).toReversed()) {
    const more = `${line} ${words}`
    if ([...more].length > max) break
    words = more
  }
  return words
}
