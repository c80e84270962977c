import { isKind } from '../errors.ts'

/** The response about one object; undefined where the server has no such object. */
export async function ifFound<T>(response: Promise<T>): Promise<T | undefined> {
  try {
    return await response
  } catch (error) {
    if (isKind(error, 'not-found')) return undefined
    throw error
  }
}
