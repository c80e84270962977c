import { GastownError } from '../../errors.ts'

export function parseResponse<T>(server: string, text: string): T {
  try {
    return JSON.parse(text) as T
  } catch {
    // What the parser says would quote the response.
    throw new GastownError('unreachable', `${server} did not respond as a Kubernetes API server does`, {
      hints: ['is its URL complete? it may be behind a login page'],
    })
  }
}
