/** Files that limits are written to, in each of the two versions of control groups that Linux has. */
import type { Controller } from './cgroup-hierarchies.ts'

export interface Limits {
  readonly memoryBytes: number | undefined
  readonly processes: number
  /** Thousandths of a processor: at most, and the share of a busy machine. */
  readonly cpuLimit: number | undefined
  readonly cpuRequest: number | undefined
  /** Whether processors are limited too; without it they are shared out as without a group. */
  readonly withCpu: boolean
}

export interface CgroupSetting {
  readonly file: string
  readonly value: string
  /** Whether the file may be missing: not every kernel has it. */
  readonly optional?: true
}

interface CgroupVersion {
  readonly settings: Readonly<Record<Controller, (limits: Limits) => readonly CgroupSetting[]>>
  /** Weight of the group of all runs, which is to get what its processors are worth beside the user's programs. */
  all(processors: number): CgroupSetting
  /** File where a group counts the processes that were killed for its memory, as `oom_kill N`. */
  readonly kills: string
}

const periodMicroseconds = 100_000

/** cpu.shares of Kubernetes' kubelet. */
function shares({ cpuRequest = 0 }: Limits): number {
  return Math.max(2, Math.round((cpuRequest * 1024) / 1000))
}

function quota(limit: number): number {
  return Math.max(1000, Math.round((limit * periodMicroseconds) / 1000))
}

/** The kernel takes whole ones only. */
function bytes(count: number): string {
  return String(Math.ceil(count))
}

export const cgroupVersions = {
  1: {
    settings: {
      memory: ({ memoryBytes }) =>
        memoryBytes === undefined
          ? []
          : [
              { file: 'memory.limit_in_bytes', value: bytes(memoryBytes) },
              { file: 'memory.memsw.limit_in_bytes', value: bytes(memoryBytes), optional: true },
            ],
      pids: ({ processes }) => [{ file: 'pids.max', value: String(processes) }],
      cpu: (limits) => [
        { file: 'cpu.shares', value: String(shares(limits)) },
        ...(limits.cpuLimit === undefined
          ? []
          : [
              { file: 'cpu.cfs_period_us', value: String(periodMicroseconds), optional: true as const },
              { file: 'cpu.cfs_quota_us', value: String(quota(limits.cpuLimit)), optional: true as const },
            ]),
      ],
    },
    all: (processors) => ({ file: 'cpu.shares', value: String(1024 * processors) }),
    kills: 'memory.oom_control',
  },
  2: {
    settings: {
      memory: ({ memoryBytes }) =>
        memoryBytes === undefined
          ? []
          : [
              { file: 'memory.max', value: bytes(memoryBytes) },
              { file: 'memory.swap.max', value: '0', optional: true },
              // One process less would leave an agent that waits for it.
              { file: 'memory.oom.group', value: '1', optional: true },
            ],
      pids: ({ processes }) => [{ file: 'pids.max', value: String(processes) }],
      cpu: (limits) => [
        // As Kubernetes' kubelet turns shares into weights.
        { file: 'cpu.weight', value: String(1 + Math.floor(((shares(limits) - 2) * 9999) / 262_142)) },
        ...(limits.cpuLimit === undefined
          ? []
          : [{ file: 'cpu.max', value: `${quota(limits.cpuLimit)} ${periodMicroseconds}` }]),
      ],
    },
    all: (processors) => ({ file: 'cpu.weight', value: String(Math.min(10_000, 100 * processors)) }),
    kills: 'memory.events',
  },
} satisfies Record<1 | 2, CgroupVersion>
