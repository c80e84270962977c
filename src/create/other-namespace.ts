import type { Context } from '../context.ts'
import type { Problem } from '../errors.ts'

/** Namespaces given by flag or variable that the cluster's operator does not look at: nothing would ever start there. */
export async function otherNamespaces(context: Context): Promise<Problem[]> {
  const installation = await context.installation()
  if (installation === undefined) return []
  const { polecatNamespace, workerNamespace } = installation
  const [polecats, pods] = [await context.namespace(), await context.workerNamespace()]
  const problems: Problem[] = []
  if (polecats !== polecatNamespace)
    problems.push({
      field: context.env.GASTOWN_NAMESPACE === polecats ? 'GASTOWN_NAMESPACE' : '--namespace',
      message: `expected ${polecatNamespace}, which the operator of this cluster watches; found ${polecats}`,
    })
  if (pods !== workerNamespace)
    problems.push({
      field: 'GASTOWN_WORKER_NAMESPACE',
      message: `expected ${workerNamespace}, where the operator of this cluster makes pods; found ${pods}`,
    })
  return problems
}
