import { GastownError, type Problem } from '../errors.ts'
import type { Client } from '../kube/client.ts'
import { isFinished } from '../outcome/reasons.ts'
import type { Polecat } from '../polecat/schema.ts'
import { isHeld, unsavedWork } from '../polecat/unsaved.ts'
import { findPolecats, type Where } from './find-polecats.ts'
import { removePolecat } from './remove-polecat.ts'
import { removeUnclaimed } from './remove-unclaimed.ts'

export interface Deletion extends Where {
  readonly force: boolean
  /** Records of their attempts go too. */
  readonly withRecord: boolean
  /** With force: whether work that is not known to be saved may be lost with these. */
  confirmLoss(unsaved: readonly Problem[]): Promise<boolean>
  /** Where the checkout of an ended one still is on this machine. */
  leftCheckout(polecat: Polecat): Promise<string | undefined>
}

/** Deletes all of them, or none where work of one would be lost and may not. Gives them as they were. */
export async function deletePolecats(
  client: Client,
  names: readonly string[],
  { force, withRecord, confirmLoss, leftCheckout, ...where }: Deletion,
): Promise<Polecat[]> {
  const found = await findPolecats(client, names, where)
  const unsaved = found.filter((polecat) => unsavedWork(polecat) !== undefined)
  if (unsaved.length > 0) {
    const problems = await Promise.all(unsaved.map((polecat) => problemOf(polecat, leftCheckout)))
    if (!force) throw wouldLose(unsaved, problems)
    if (!(await confirmLoss(problems))) return []
  }
  await Promise.all(
    found.map(async (polecat) => {
      // One that has begun to work meanwhile is not what was asked about.
      await removePolecat(client, polecat, { ...where, anyState: unsaved.includes(polecat), withRecord })
      if (polecat.status?.podName === undefined) await removeUnclaimed(client, polecat, where)
    }),
  )
  return found
}

async function problemOf(polecat: Polecat, leftCheckout: Deletion['leftCheckout']): Promise<Problem> {
  const checkout = hasEnded(polecat) ? await leftCheckout(polecat) : undefined
  const where = checkout === undefined ? '' : `; its checkout is still at ${checkout}`
  return { field: nameOf(polecat), message: `${unsavedWork(polecat)}${where}` }
}

function wouldLose(unsaved: readonly Polecat[], problems: readonly Problem[]): GastownError {
  const held = unsaved.filter(isHeld)
  const ended = unsaved.filter(hasEnded)
  const atWork = unsaved.filter((polecat) => !held.includes(polecat) && !ended.includes(polecat))
  const hints = [
    ...(atWork.length === 0
      ? []
      : [
          `Save ${atWork.length === 1 ? 'its' : 'their'} work first with: gastown terminate ${atWork.map(nameOf).join(' ')} --wait`,
        ]),
    ...held
      .map(nameOf)
      .map((name) => `Review the held commits, then push them: gastown diff ${name}, gastown release ${name}`),
    ...ended.map(nameOf).map((name) => `Continue from what is saved with: gastown retry ${name}`),
  ]
  return new GastownError('work-unsaved', 'nothing was deleted, because work would be lost', {
    problems,
    hints: [...hints, 'Delete anyway with --force.'],
  })
}

function hasEnded({ status }: Polecat): boolean {
  return isFinished(status?.phase) && status?.podActive !== true
}

function nameOf({ metadata }: Polecat): string {
  return metadata.name ?? ''
}
