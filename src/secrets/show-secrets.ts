import { storeCommands } from '../agents/table.ts'
import type { Context } from '../context.ts'
import type { V1Secret } from '../kube/wire.ts'
import { objectsText, type OutputFormat } from '../output/objects.ts'
import { secretTable, type SecretRow } from '../output/secret-table.ts'
import { rfc3339 } from './agent-credential.ts'
import { masked } from './credential-secret.ts'
import { inspectSecret } from './inspect.ts'

/** Secrets in the format that was asked for, without their values. */
export async function showSecrets(
  context: Context,
  found: readonly V1Secret[],
  format: OutputFormat | undefined,
): Promise<void> {
  if (format !== undefined && format !== 'wide')
    return context.print(await objectsText(found.map(masked), format, true))
  if (found.length === 0) {
    return context.notice(`No credentials. Store one with: ${storeCommands.join(', or ')}`)
  }
  const rows = found.map((secret) => rowOf(secret, context.now()))
  const style = { terminal: context.stdout, now: context.now(), wide: format === 'wide' }
  context.print(`${secretTable(rows, style).join('\n')}\n`)
}

function rowOf(secret: V1Secret, now: number): SecretRow {
  const { role, provider, findings } = inspectSecret(secret, now)
  const expiry = findings.flatMap(({ expiresAt }) => expiresAt ?? [])
  return {
    name: secret.metadata?.name ?? '',
    role: role ?? '',
    provider: provider ?? '',
    keys: Object.keys(secret.data ?? {}).toSorted(),
    fingerprints: findings.flatMap(({ fingerprint }) => fingerprint ?? []),
    ...(expiry.length > 0 && { expires: rfc3339(Math.min(...expiry)) }),
    created: secret.metadata?.creationTimestamp as string | undefined,
  }
}
