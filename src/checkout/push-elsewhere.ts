import type { Problem } from '../errors.ts'
import { withoutCredentials } from '../git/without-credentials.ts'
import { sameRepository } from '../rig/same-repository.ts'
import type { Checkout } from './checkout.ts'

/**
 * Why the work of a polecat would not go where `git push` goes to from here, or nothing. A polecat clones and pushes
 * one repository; who set another for pushes, or none, meant it.
 */
export function pushElsewhere({ remote, remoteName, pushes }: Checkout): Problem[] {
  if (pushes.every((url) => sameRepository(url, remote))) return []
  const where = pushes.map((url) => `'${withoutCredentials(url)}'`).join(' and ')
  const message = `git push goes to ${where} from here, but a polecat would push to '${withoutCredentials(remote)}': name the repository with --repo URL, or its rig with --rig`
  return [{ field: `remote ${remoteName}`, message }]
}
