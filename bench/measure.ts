/** Measuring whole processes. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted[Math.floor(sorted.length / 2)]
  if (middle === undefined) throw new Error('the median of nothing')
  return middle
}

/** The value that the share of all, such as 0.99, does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const found = values.toSorted((a, b) => a - b)[Math.ceil(values.length * share) - 1]
  if (found === undefined) throw new Error('a percentile of nothing')
  return found
}

export function round(value: number, digits = 2): number {
  return Number(value.toFixed(digits))
}

/** Milliseconds of processor time that a command and its children take, as bash's `time` tells. */
export function cpuOf(command: readonly string[], env: NodeJS.ProcessEnv): number {
  const script = `TIMEFORMAT='%3U %3S'; { time "$@" >/dev/null 2>&3; } 3>/dev/null`
  const ran = spawnSync('bash', ['-c', script, 'bash', ...command], { env, encoding: 'utf8' })
  if (ran.status !== 0) throw new Error(`${command.join(' ')} failed: ${ran.status}\n${ran.stderr}`)
  return Math.round(ran.stderr.split(' ').reduce((sum, part) => sum + Number(part), 0) * 1000)
}

export interface Usage {
  readonly cpuMs: number
  readonly residentMB: number
  readonly writtenBytes: number
}

/** A process's totals so far, from /proc; a clock tick is 10 ms on Linux. */
export function usageOf(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const io = readFileSync(`/proc/${pid}/io`, 'utf8')
  return {
    cpuMs: (Number(fields[11]) + Number(fields[12])) * 10,
    residentMB: Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024),
    writtenBytes: Number(/write_bytes: (\d+)/.exec(io)?.[1]),
  }
}
