import type { LocalState } from '../surroundings.ts'

/** Local mode, for people. */
export function localLines(state: LocalState): string[] {
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['running', state.running ? `yes${state.pid === undefined ? '' : `, process ${state.pid}`}` : 'no'],
    ['server', state.server],
    ['kubeconfig', state.kubeconfig],
    ['data', state.dataFolder],
    ['since', state.since],
    ['sandbox', sandbox(state)],
  ]
  return fields.flatMap(([label, value]) => (value === undefined ? [] : [`${`${label}:`.padEnd(12)}${value}`]))
}

function sandbox({ sandboxed, why }: LocalState): string | undefined {
  if (sandboxed === undefined) return undefined
  return sandboxed ? 'agents are kept in one' : `none${why === undefined ? '' : `: ${why}`}`
}
