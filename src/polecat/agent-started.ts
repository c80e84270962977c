import type { Polecat } from './schema.ts'

/** Whether the agent of the newest attempt was ever started; before that only the clone has something to say. */
export function agentStarted({ status }: Polecat): boolean {
  return status?.phases?.some(({ name }) => name === 'agent started') ?? false
}
