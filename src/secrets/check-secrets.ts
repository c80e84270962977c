import { storeCommands } from '../agents/table.ts'
import type { Context } from '../context.ts'
import { GastownError, invalid } from '../errors.ts'
import { valueText } from '../output/objects.ts'
import { checkTable } from '../output/secret-table.ts'
import { rfc3339 } from './agent-credential.ts'
import { inspectSecret } from './inspect.ts'
import { findSecrets } from './find-secrets.ts'

/** Shows what each key is; fails where one cannot be used. */
export async function checkSecrets(
  context: Context,
  names: readonly string[],
  { namespace, output }: { readonly namespace: string; readonly output?: 'json' | 'yaml' },
): Promise<void> {
  const found = await findSecrets(context, names, namespace)
  if (found.length === 0)
    throw new GastownError('not-found', `no credentials found in namespace ${namespace}`, {
      hints: [
        ...storeCommands.map((command) => `Store one with: ${command}`),
        'And one for git with: gastown secrets import-git',
      ],
    })
  const checked = found.map((secret) => ({
    name: secret.metadata?.name ?? '',
    ...inspectSecret(secret, context.now()),
  }))
  const rows = checked.flatMap(({ name, findings }) =>
    findings.map((finding) => ({
      name,
      key: finding.key,
      what: finding.what,
      fingerprint: finding.fingerprint ?? '',
      ...(finding.expiresAt !== undefined && { expires: rfc3339(finding.expiresAt) }),
      state: finding.invalid === undefined ? ('well-formed' as const) : ('bad' as const),
      ...(finding.invalid !== undefined && { problem: finding.invalid.problem }),
    })),
  )
  if (output !== undefined) context.print(await valueText(rows, output))
  else context.print(`${checkTable(rows, { terminal: context.stdout, now: context.now() }).join('\n')}\n`)
  if (rows.some(({ state }) => state === 'well-formed'))
    context.notice('Only the form was checked; no service was contacted.')
  for (const { name, hasLabel, findings } of checked) {
    if (!hasLabel) context.notice(`${name} has no role label; import it again to add one.`)
    for (const { publicHalf } of findings) if (publicHalf) context.notice(`Public half of ${name}: ${publicHalf}`)
  }
  const bad = checked.flatMap(({ name, findings }) =>
    findings.flatMap(({ key, invalid }) =>
      invalid === undefined ? [] : [{ field: [name, key].filter(Boolean).join(' '), ...invalid }],
    ),
  )
  if (bad.length === 0) return
  const problems = bad.map(({ field, problem }) => ({ field, message: problem }))
  const hints = [...new Set(bad.flatMap((one) => one.hints))]
  throw invalid(
    bad.length === 1 ? 'a credential cannot be used' : `${bad.length} credentials cannot be used`,
    problems,
    hints,
  )
}
