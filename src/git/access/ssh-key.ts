import { GitFailure } from '../failure.ts'

const name = 'ssh-privatekey of the git Secret'
const again = 'import it again with: gastown secrets import-git'

/** Why ssh could not use the key of a git Secret; undefined for a good one. */
export function keyFailure(text: string): GitFailure | undefined {
  const problem = keyProblem(text)
  return problem && new GitFailure('authentication', `${name} ${problem.what}`, { hint: problem.hint ?? again })
}

interface KeyProblem {
  /** Such as `is empty`. */
  readonly what: string
  readonly hint?: string
}

/** What is wrong with a private key, in words that repeat nothing of it; undefined for a good one. */
export function keyProblem(text: string): KeyProblem | undefined {
  if (text.trim() === '') return bad('is empty')
  if (/^(ssh-|ecdsa-|sk-)\S+ /.test(text) || text.includes('BEGIN PUBLIC KEY') || text.includes('SSH2 PUBLIC KEY'))
    return bad('contains the public half of a key', 'give the file without .pub')
  if (text.startsWith('PuTTY-User-Key-File')) return bad('is a PuTTY key', 'export it in the OpenSSH format')
  const begin = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----/.exec(text)
  if (!begin) return bad('is not a private key')
  if (!/-----END [A-Z ]*PRIVATE KEY-----/.test(text)) return bad('is cut short')
  if (text.includes('\r')) return bad('has Windows line ends, which ssh refuses', 'convert it with dos2unix')
  if (begin[1] === 'OPENSSH ' && cipherOf(text) === undefined) return bad('is not whole')
  if (isEncrypted(text, begin[1] ?? ''))
    return bad('is encrypted, and nobody can type its passphrase', 'use a deploy key without one')
  return undefined
}

function bad(what: string, hint?: string): KeyProblem {
  return { what, hint }
}

function isEncrypted(text: string, label: string): boolean {
  if (label === 'ENCRYPTED ' || /^Proc-Type: 4,ENCRYPTED/m.test(text)) return true
  return label === 'OPENSSH ' && cipherOf(text) !== 'none'
}

/** "openssh-key-v1\0", then the name of the cipher with its length before it. */
function cipherOf(text: string): string | undefined {
  const bytes = Buffer.from(text.replaceAll(/-----[^-]*-----/g, ''), 'base64')
  const magic = 'openssh-key-v1\0'
  const start = magic.length + 4
  if (bytes.length < start || bytes.toString('latin1', 0, magic.length) !== magic) return undefined
  return bytes.toString('latin1', start, start + bytes.readUInt32BE(magic.length))
}
