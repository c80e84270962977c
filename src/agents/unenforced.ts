/** Nothing is accepted that nothing enforces: what an agent does not take, and what does not limit it. */
import type { Problem } from '../errors.ts'
import type { AgentConfig } from '../polecat/agent.ts'
import type { Budget } from '../polecat/budget.ts'
import type { WhereFrom } from '../polecat/repository-url.ts'
import { resolveSpec } from '../polecat/resolve.ts'
import type { Polecat } from '../polecat/schema.ts'
import type { Rig } from '../rig/schema.ts'
import type { Agent } from './agent.ts'
import { agentNamed } from './table.ts'

export interface Unenforced {
  /** The polecat's own: it is refused. */
  readonly own: readonly Problem[]
  /** The rig's, for whom polecats of other agents may be meant: not applied, and that is said. */
  readonly ofRig: readonly Problem[]
}

export function unenforced(polecat: Polecat, rig: Rig, { local }: WhereFrom): Unenforced {
  const agent = agentNamed(resolveSpec(polecat, rig).agent)
  if (agent === undefined) return { own: [], ofRig: [] }
  const { spec } = polecat
  const at = `rig ${rig.metadata.name}: `
  return {
    own: [
      ...unhonouredSettings(agent, spec.agentConfig, 'spec.agentConfig'),
      ...unenforcedLimits(agent, spec.budget, 'spec.budget'),
      ...unhonouredPlace(spec.kubernetes.runtimeClassName, 'spec.kubernetes.runtimeClassName', local),
    ],
    ofRig: rigUnenforced(rig, agent, local).map(({ field, message }) => ({ field: `${at}${field}`, message })),
  }
}

/** What of a rig does not hold for polecats of this agent. */
export function rigUnenforced({ spec: { settings, defaults } }: Rig, agent: Agent, local: boolean): Problem[] {
  const isForAgent = defaults?.agent === undefined || defaults.agent === agent.name
  return [
    ...(settings.budget?.costUSDPerDay === undefined
      ? []
      : [{ field: 'spec.settings.budget.costUSDPerDay', message: 'nothing limits what a rig costs a day yet' }]),
    ...unenforcedLimits(agent, settings.ceilings?.budget, 'spec.settings.ceilings.budget'),
    ...(isForAgent ? unhonouredSettings(agent, defaults?.agentConfig, 'spec.defaults.agentConfig') : []),
    ...unenforcedLimits(agent, defaults?.budget, 'spec.defaults.budget'),
    ...unhonouredPlace(defaults?.kubernetes?.runtimeClassName, 'spec.defaults.kubernetes.runtimeClassName', local),
  ]
}

function unhonouredSettings({ name, honours }: Agent, config: AgentConfig = {}, field: string): Problem[] {
  // A command has rules of its own.
  const unknown = keysOf(config).filter((key) => key !== 'command' && !honours.includes(key))
  const message = `${name} does not take it; it takes ${listed(honours)}`
  return unknown.map((key) => ({ field: `${field}.${key}`, message }))
}

function unenforcedLimits({ name, enforces }: Agent, budget: Budget = {}, field: string): Problem[] {
  const limits = enforces.length === 0 ? 'nothing of the budget' : `${listed(enforces)} only`
  return keysOf(budget)
    .filter((key) => !enforces.includes(key))
    .map((key) => ({
      field: `${field}.${key}`,
      message: `cannot be enforced: ${limits} can be for ${name}; leave it out`,
    }))
}

/** A runtime class keeps an agent apart as its sandbox does; local mode has but the one. */
function unhonouredPlace(runtimeClass: string | undefined, field: string, local: boolean): Problem[] {
  if (!local || runtimeClass === undefined) return []
  return [{ field, message: 'local mode has no runtime classes; it keeps agents in its own sandbox' }]
}

function keysOf<T extends object>(value: T): (keyof T & string)[] {
  return (Object.keys(value) as (keyof T & string)[]).filter((key) => value[key] !== undefined)
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
