import { isObject, textIn } from '../agents/json-fields.ts'

/** git-push → git-save, at files.waiting while what was handed over does not get through; replaced by rename. */
export interface Waiting {
  /** RFC 3339: the first try in a row that failed. */
  readonly since: string
  /** The last one's failure, in words for the user. */
  readonly why: string
}

/** Undefined for an empty text: nothing waits. */
export function parseWaiting(text: string): Waiting | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  if (!isObject(value)) return undefined
  const [since, why] = [textIn(value, 'since'), textIn(value, 'why')]
  return since === undefined || why === undefined ? undefined : { since, why }
}
