/** Admission of the next attempt: whether it may start, and if not, why. */
import { runProblems } from '../../agents/run-problems.ts'
import type { Problem } from '../../errors.ts'
import type { Reason } from '../../outcome/reasons.ts'
import { podTemplateProblems } from '../../pod/pod-template.ts'
import { annotations } from '../../polecat/names.ts'
import { resolveSpec, type ResolvedSpec } from '../../polecat/resolve.ts'
import type { Rig } from '../../rig/schema.ts'
import type { Observed } from './observed.ts'
import { secretTrouble } from '../../attempt/secrets.ts'

export type Admission =
  | { readonly verdict: 'start'; readonly rig: Rig; readonly resolved: ResolvedSpec }
  /** Until the cause goes by itself. */
  | { readonly verdict: 'wait'; readonly reason: Reason; readonly message: string }
  /** Until somebody changes something. */
  | { readonly verdict: 'refuse'; readonly reason: Reason; readonly message: string }

const afterDrain = 'local mode is stopping; it starts after the next gastown local up'

export function admit(observed: Observed): Admission {
  const { polecat, rig, options, others, secrets, now } = observed
  if (observed.draining) return { verdict: 'wait', reason: 'Paused', message: afterDrain }
  if (observed.startHindrance !== undefined)
    return { verdict: 'wait', reason: 'Paused', message: observed.startHindrance }
  if (!rig) {
    return { verdict: 'wait', reason: 'RigNotFound', message: `the rig '${polecat.spec.rig}' does not exist` }
  }
  const problems = problemsOf(observed, rig)
  if (problems.length > 0) {
    const listed = problems.map(({ field, message }) => `${field}: ${message}`).join('; ')
    return { verdict: 'refuse', reason: 'InvalidSpec', message: `the spec is invalid: ${listed}` }
  }
  if (options.local && !options.sandboxed && polecat.metadata.annotations?.[annotations.unsandboxed] !== 'true') {
    const message = 'no sandbox works on this machine; create with --unsandboxed to run the agent without one'
    return { verdict: 'refuse', reason: 'Forbidden', message }
  }
  const resolved = resolveSpec(polecat, rig)
  const trouble = secretTrouble(resolved, { secrets, now, workerNamespace: options.workerNamespace })
  if (trouble) return { verdict: 'refuse', reason: trouble.reason, message: trouble.sentence }
  if (others.branchHolder !== undefined) {
    const message = `polecat '${others.branchHolder}' is using branch ${resolved.workBranch} of the same repository`
    return { verdict: 'wait', reason: 'BranchInUse', message }
  }
  const { maxPolecats } = rig.spec.settings
  if (others.working + others.ahead >= maxPolecats) {
    const message = `rig '${polecat.spec.rig}' is at its limit of ${maxPolecats} running polecats`
    return { verdict: 'wait', reason: 'RigFull', message }
  }
  return { verdict: 'start', rig, resolved }
}

function problemsOf({ polecat, options }: Observed, rig: Rig): Problem[] {
  return [
    ...runProblems(polecat, rig, { local: options.local }),
    ...podTemplateProblems(rig.spec.podTemplate).map(({ field, message }) => ({
      field: `rig ${polecat.spec.rig}: spec.${field}`,
      message,
    })),
  ]
}
