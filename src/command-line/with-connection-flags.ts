/** Commands that are printed for the user look where the one has looked that prints them. */
import { quoted } from '../git/access/ssh-command.ts'
import type { ConnectionFlags } from '../runtime.ts'

/**
 * The words; commands of ours after a colon, such as `try again: gastown retry x; nothing was saved`, have the flags of the
 * place, and so have those of kubectl. They end with the line or at a semicolon: no name or flag of ours has one.
 */
export function withConnectionFlags(words: string, place: ConnectionFlags): string {
  const commands = /(?<=^|: )(?:gastown [a-z]+|kubectl [a-z]+)(?=[ ;\n]|$)/g
  // A quoted one is a word of its sentence. What follows may be anybody's text: it is read once.
  commands.lastIndex = words.lastIndexOf('"') + 1
  const start = commands.exec(words)?.index
  if (start === undefined) return words
  const length = words.slice(start).search(/[;\n]|$/)
  const parts = words.slice(start, start + length).split(/(, | && )(?=gastown )/)
  return words.slice(0, start) + parts.map((part) => placed(part, place)).join('') + words.slice(start + length)
}

function placed(command: string, place: ConnectionFlags): string {
  const [program, group] = command.split(' ')
  if (program === 'kubectl') return [command, ...clusterFlags(place)].join(' ')
  // What `local` does has one place.
  if (program !== 'gastown' || group === 'local') return command
  // Where polecats are is not where gastown is to be installed.
  const isMeant = group !== 'install' && (group === 'secrets') === (place.namespaceOf === 'secrets')
  const { as, ...where } = place
  return [
    command,
    ...(place.local === true && !command.endsWith('--local') ? ['--local'] : []),
    ...clusterFlags(where),
    ...flag('-n', isMeant ? place.namespace : undefined),
    ...flag('--as', as),
  ].join(' ')
}

function clusterFlags({ kubeconfig, context, as }: ConnectionFlags): string[] {
  return [...flag('--kubeconfig', kubeconfig), ...flag('--context', context), ...flag('--as', as)]
}

function flag(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [name, quoted(value)]
}
