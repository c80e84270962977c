/** Ed25519 keys in OpenSSH's own format (PROTOCOL.key), which Node neither writes nor reads. */
import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto'

export interface SshKeyPair {
  /** The file's text. */
  readonly private: string
  /** The line that a host is given. */
  readonly public: string
}

const type = 'ssh-ed25519'
const magic = 'openssh-key-v1\0'

export function makeSshKey(comment: string): SshKeyPair {
  const { d = '', x = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
  const [seed, point] = [Buffer.from(d, 'base64url'), Buffer.from(x, 'base64url')]
  const blob = Buffer.concat([field(type), field(point)])
  const check = randomBytes(4)
  const secret = Buffer.concat([check, check, blob, field(Buffer.concat([seed, point])), field(comment)])
  // Filled with 1, 2, 3, … up to the cipher's block, which is 8 where there is none.
  const padding = Buffer.from(Array.from({ length: (8 - (secret.length % 8)) % 8 }, (_, i) => i + 1))
  const one = Buffer.from([0, 0, 0, 1])
  const bytes = Buffer.concat([
    Buffer.from(magic),
    field('none'),
    field('none'),
    field(''),
    one,
    field(blob),
    field(Buffer.concat([secret, padding])),
  ])
  const lines = bytes.toString('base64').match(/.{1,70}/g) ?? []
  return {
    private: ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join('\n'),
    public: `${type} ${blob.toString('base64')} ${comment}`,
  }
}

/** The public half of a private key in OpenSSH's format, as its blob; undefined for other formats. */
export function publicBlob(text: string): Buffer | undefined {
  if (!text.includes('-----BEGIN OPENSSH PRIVATE KEY-----')) return undefined
  const bytes = Buffer.from(text.replaceAll(/-----[^-]*-----/g, ''), 'base64')
  try {
    let at = magic.length
    for (let skipped = 0; skipped < 3; skipped++) at += 4 + bytes.readUInt32BE(at)
    at += 4
    const length = bytes.readUInt32BE(at)
    const blob = bytes.subarray(at + 4, at + 4 + length)
    return blob.length === length && length > 4 ? blob : undefined
  } catch (error) {
    if (error instanceof RangeError) return undefined
    throw error
  }
}

/** As ssh-keygen -l and the hosts' pages show it. */
export function sshFingerprint(blob: Buffer): string {
  return `SHA256:${createHash('sha256').update(blob).digest('base64').replace(/=+$/, '')}`
}

function field(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content as string)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
