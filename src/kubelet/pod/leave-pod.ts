import { messageOf } from '../../errors.ts'
import { isReported } from './pod-folder.ts'
import type { ReportedContainer } from './pod-status.ts'
import { markKept, removePodFolder } from '../volumes/removed-folders.ts'

export interface LeftPod {
  readonly name: string
  readonly folder: string
  readonly containers: readonly ReportedContainer[]
  /** The server knows how all of it ended, whether or not that could be noted in the folder. */
  readonly reported: boolean
  notice(line: string): void
}

/**
 * Removes the folder of a pod that is gone. Work that nobody has recorded stays where it is, and is told of, unless the
 * sidecars ended as those do that saved it.
 */
export async function leavePod({ name, folder, containers, reported, notice }: LeftPod): Promise<void> {
  const worked = containers.some((one) => one.spec.kind === 'main' && one.runs > 0)
  const sidecars = containers.filter((one) => one.spec.kind === 'sidecar')
  const saved = sidecars.length > 0 && sidecars.every((one) => one.end?.exitCode === 0)
  if (worked && saved) notice(`pod ${name}, which is gone, has ended and saved its work`)
  if (worked && !saved && !reported && !isReported(folder)) {
    notice(`pod ${name} was removed before its end was recorded; its files stay in ${folder}`)
    await markKept(folder)
    return
  }
  try {
    await removePodFolder(folder)
  } catch (error) {
    notice(`pod ${name} is gone, and ${messageOf(error)}; "gastown clean orphans -A" tries again`)
  }
}
