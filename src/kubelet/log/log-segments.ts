/**
 * A container's output on disk: segments `output.1`, `output.2`, …, of which the newest few are kept. A small shell
 * program writes them from the container's pipe, so that they grow while the daemon is dead too, and nothing that the
 * container can open leads to them.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readIfThere } from '../../if-there.ts'

export const segmentBytes = 10 * 1024 * 1024
export const segmentsKept = 5

export function outputPlace(folder: string, segment: number): string {
  return join(folder, `output.${segment}`)
}

export function stampsPlace(folder: string, segment: number): string {
  return join(folder, `stamps.${segment}`)
}

/** The numbers of the segments that are there, oldest first. */
export function segmentsOf(folder: string, kind: 'output' | 'stamps' = 'output'): number[] {
  return readdirSync(folder)
    .flatMap((name) => (name.startsWith(`${kind}.`) ? [Number(name.slice(kind.length + 1))] : []))
    .filter(Number.isSafeInteger)
    .toSorted((a, b) => a - b)
}

/** Output that could not be written, and where in its segment it would stand. */
export interface Loss {
  readonly at: number
  readonly bytes: number
}

export function lossesOf(folder: string, segment: number): Loss[] {
  const text = readIfThere(join(folder, `lost.${segment}`)) ?? ''
  const losses: Loss[] = []
  for (const [, at, bytes] of text.matchAll(/^(\d+) (\d+)$/gm)) {
    const last = losses.at(-1)
    if (last?.at === Number(at)) losses[losses.length - 1] = { at: last.at, bytes: last.bytes + Number(bytes) }
    else losses.push({ at: Number(at), bytes: Number(bytes) })
  }
  return losses
}

const blockBytes = 64 * 1024

/**
 * `write_log`: standard input into segments, to its end. dd writes each piece as it comes and stops after so many; then
 * the segment is measured, because pieces may be short. Where a write fails, the rest is read all the same, so that
 * nothing waits for the disk, and what was lost is noted as soon as that can be written. The pause after each segment
 * holds who prints without an end to what the daemon can stamp (50 MiB/s).
 */
export const logWriter = `write_log() {
  number=1 size=0 lost=0 status=0
  while :; do
    if [ "$lost" -gt 0 ]; then
      piece=$(dd bs=${blockBytes} count=1 | wc -c)
      [ "$piece" -gt 0 ] || break
      lost=$((lost + piece))
      note_loss || continue
      lost=0
    fi
    dd bs=${blockBytes} count=$(((${segmentBytes} - size) / ${blockBytes})) >>"output.$number"
    status=$?
    before=$size
    size=$(stat -c %s "output.$number" || printf 0)
    if [ "$status" -ne 0 ]; then
      # A part of what dd had read, and nobody knows how much.
      lost=1
    elif [ "$size" -le "$before" ]; then
      return 0
    elif [ "$size" -gt ${segmentBytes - 16 * blockBytes} ]; then
      number=$((number + 1)) size=0 oldest=$((number - ${segmentsKept}))
      rm -f "output.$oldest" "stamps.$oldest" "lost.$oldest"
      sleep 0.2
    fi
  done 2>/dev/null
  patiently note_loss
}
note_loss() {
  printf '%s %s\\n' "$size" "$lost" >>"lost.$number"
}
`
