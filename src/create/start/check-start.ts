/** What is known to keep a new polecat from starting is said before it is created. The operator finds out the rest. */
import type { Context } from '../../context.ts'
import { GastownError, type Problem } from '../../errors.ts'
import { lookUpSecrets } from '../../attempt/look-up-secrets.ts'
import { gitSecretOf, secretNames, secretTrouble } from '../../attempt/secrets.ts'
import { resolveSpec, type ResolvedSpec } from '../../polecat/resolve.ts'
import type { DraftedPolecat } from '../draft-polecats.ts'
import { eachOnce } from '../problem-list.ts'
import { missingProgram } from './missing-program.ts'
import { reachRepository } from './reach-repository.ts'

export async function checkStart(context: Context, drafts: readonly DraftedPolecat[]): Promise<void> {
  const specs = drafts.map(({ polecat, rig }) => resolveSpec(polecat, rig))
  const workerNamespace = await context.workerNamespace()
  const names = [...new Set(specs.flatMap(secretNames))]
  const lookup = { client: await context.client(), workerNamespace, isGitSecret: () => false }
  const secrets = await lookUpSecrets(lookup, names)
  const now = new Date(context.now())
  const problems: Problem[] = specs.flatMap((spec) => {
    const trouble = secretTrouble(spec, { secrets, now, workerNamespace })
    return trouble === undefined ? [] : [{ field: `agent ${spec.agent}`, message: trouble.sentence }]
  })
  if (await context.isLocal()) {
    problems.push(...(await missingPrograms(context, specs)))
    const withoutSecret = specs.filter((spec) => gitSecretOf(spec, secrets) === undefined)
    problems.push(...(await missingBases(context, withoutSecret)))
  }
  if (problems.length === 0) return
  throw new GastownError('cannot-start', 'nothing was created, because it could not start', {
    problems: eachOnce(problems),
    hints: ['Create it anyway with --no-check.'],
  })
}

async function missingPrograms({ env }: Context, specs: readonly ResolvedSpec[]): Promise<Problem[]> {
  const found = await Promise.all(specs.map((spec) => missingProgram(spec, env.PATH ?? '')))
  return found.filter((problem) => problem !== undefined)
}

async function missingBases(context: Context, specs: readonly ResolvedSpec[]): Promise<Problem[]> {
  const problems: Problem[] = []
  for (const repository of new Set(specs.map((spec) => spec.repository))) {
    const { names, head } = await reachRepository(repository, context)
    const hint = head === undefined ? '' : `; its HEAD is '${head}'`
    for (const { repository: own, baseBranch } of specs)
      if (own === repository && !names.has(baseBranch))
        problems.push({ field: '--base', message: `branch '${baseBranch}' is not on the remote${hint}` })
  }
  return problems
}
