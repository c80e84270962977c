import { GastownError } from '../../errors.ts'

/** The server does not have our resources: nothing that was asked for can be there. */
export function notInstalled(server: string, cause?: unknown): GastownError {
  return new GastownError('not-installed', `the cluster at ${server} does not have gastown installed`, {
    cause,
    hints: [
      'Install it with: gastown install',
      'Or choose another cluster with --context, or this machine with --local.',
    ],
  })
}
