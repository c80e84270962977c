import type { ScanOptions } from './scan-options.ts'
import type { Report } from './report.ts'

/** Whether a file, or its name, holds a secret that the agent was given; then it is named as left out. */
export async function holdsSecret(
  { secrets }: Pick<ScanOptions, 'secrets'>,
  report: Report,
  path: string,
  content: Buffer,
): Promise<boolean> {
  if (secrets === undefined || secrets.isIdle) return false
  const found = (await secrets.in(content)) ?? (await secrets.in(Buffer.from(path, 'latin1')))
  if (found !== undefined) report.leaveOut('secret', path)
  return found !== undefined
}
