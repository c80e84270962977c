import type { Problem } from '../errors.ts'
import { fieldFlags } from './create-flags.ts'

/** Fields of a Polecat by what sets them on the command line. */
const fields: Readonly<Record<string, string>> = {
  'metadata.name': 'NAME',
  'spec.agentConfig.command': '--',
  'spec.agentConfig.args': '--',
  ...Object.fromEntries(fieldFlags.map(({ name, path }) => [`spec.${path}`, `--${name}`])),
}

/** The problem at the flag that caused it, for users who wrote no file. */
export function atItsFlag({ field, message }: Problem): Problem {
  const known = Object.keys(fields).find(
    (name) => field === name || (/^[.[]/.test(field.slice(name.length)) && field.startsWith(name)),
  )
  return { field: known === undefined ? field : (fields[known] ?? field), message }
}
