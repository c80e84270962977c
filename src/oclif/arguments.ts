import { escapeTaskFlag } from './escape-task-flag.ts'

/**
 * Arguments as oclif can read them. It takes a flag's value that looks like one of the flags for that flag (so a task
 * "-f is broken" for a missing value, and a task "--help" for a call for help), and knows no flag with an optional value.
 */

export function forOclif(argv: readonly string[]): string[] {
  const ready: string[] = []
  for (let i = 0; i < argv.length; i++) {
    const argument = argv[i] ?? ''
    const next = argv[i + 1]
    if (argument === '--task' && next !== undefined) {
      ready.push('--task', escapeTaskFlag(next))
      i++
    } else if (argument.startsWith('--task=')) ready.push('--task', escapeTaskFlag(argument.slice('--task='.length)))
    else if (argument === '--dry-run' && isCreate(argv)) ready.push('--dry-run', 'client')
    else ready.push(argument)
  }
  return ready
}

function isCreate([first, second]: readonly string[]): boolean {
  return first === 'create' || (first === 'polecat' && second === 'create')
}
