import { valid, invalid, type Parsed } from './parsed.ts'

/** A key or token as it is sent to a service: one line of plain characters. */
export function readOneLine(text: string): Parsed<string> {
  const value = text.replace(/^\uFEFF/, '').trim()
  if (value === '') return invalid('is empty')
  if (value.includes('-----BEGIN '))
    return invalid(
      'contains a key in a file format, such as an ssh key, not an API key or token',
      'Import a git key with: gastown secrets import-git --from-file FILE',
    )
  if (/^(ssh-|ecdsa-|sk-ssh-|sk-ecdsa-)\S+ AAAA/.test(value)) return invalid('contains the public half of an ssh key')
  if (/^(export\s+)?[A-Za-z_]\w*=/.test(value))
    return invalid('begins with the name of a variable', 'Give what follows the = alone.')
  if (/[\r\n]/.test(value))
    return invalid('has a line break in it', 'A narrow terminal breaks a long token in two; copy it as one line.')
  if (/^(["'`]).*\1$/.test(value)) return invalid('is in quotes', 'Give it without them.')
  if (/\s/.test(value)) return invalid('has white space in it')
  if (!/^[\u0021-\u007e]+$/.test(value))
    return invalid('has characters that no key has', 'Was it copied from where it is only shown in part?')
  return valid(value)
}
