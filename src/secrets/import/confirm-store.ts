import type { Context } from '../../context.ts'
import type { V1Secret } from '../../kube/wire.ts'
import { showTime } from '../../output/age.ts'
import type { HeldCredential } from '../replacing.ts'
import { confirm } from '../../confirm/confirm.ts'

/** Asks whether a credential may take the place of what the Secret holds. */
export function confirmStore(
  context: Context,
  existing: V1Secret,
  replaced: readonly HeldCredential[],
): Promise<boolean> {
  const name = existing.metadata?.name ?? ''
  const keys = replaced.map(({ key }) => key).join(' and ')
  const facts = replaced.map((one) => ({ field: one.key, message: heldFacts(one, existing, context) }))
  const there = facts.map(({ field, message }) => `${field} ${message}`).join('; ')
  return confirm(context, `${name} contains another ${keys}: ${there}. Replace it?`, {
    kind: 'conflict',
    message: `nothing was stored: the Secret ${name} contains another ${keys}`,
    problems: facts,
    hints: [
      `See it with: gastown secrets check ${name}`,
      'Store it under another name with --name, or replace the old one with --replace.',
    ],
  })
}

function heldFacts(
  { fingerprint, storedAt }: HeldCredential,
  { metadata }: V1Secret,
  { stdout, now }: Context,
): string {
  const time = (at: string) => showTime(at, { relative: stdout.isTerminal, now: now() })
  if (storedAt !== undefined) return `${fingerprint}, stored ${time(storedAt)}`
  const made = metadata?.creationTimestamp
  return made === undefined ? fingerprint : `${fingerprint}, in a Secret created ${time(String(made))}`
}
