/** The server's own authority, its certificate, and the one client's: made at first start, kept, renewed in time. */
import { randomBytes, X509Certificate } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../errors.ts'
import { provideReflectMetadata } from './reflect-metadata.ts'

export interface Credentials {
  readonly authority: string
  readonly serverCertificate: string
  readonly serverKey: string
  readonly clientCertificate: string
  readonly clientKey: string
  readonly token: string
}

const day = 86_400_000
const lifeDays = { authority: 3650, leaf: 365 }
/** With less left than this they are made anew. */
const renewDays = 60

export async function loadCredentials(dataDir: string, now = Date.now()): Promise<Credentials> {
  const folder = join(dataDir, 'pki')
  const file = join(folder, 'credentials.json')
  const known = read(file)
  if (known && isGood(known, now)) return known
  const made = await makeCredentials(now)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  const partial = `${file}.${process.pid}.tmp`
  writeFileSync(partial, JSON.stringify(made), { mode: 0o600 })
  renameSync(partial, file)
  return made
}

function read(file: string): Credentials | undefined {
  try {
    const found = JSON.parse(readFileSync(file, 'utf8')) as Partial<Credentials>
    const texts = [
      found.authority,
      found.serverCertificate,
      found.serverKey,
      found.clientCertificate,
      found.clientKey,
      found.token,
    ]
    return texts.every((text) => typeof text === 'string' && text !== '') ? (found as Credentials) : undefined
  } catch (error) {
    // A file that is missing or damaged is replaced; one that cannot be read must not be.
    if (/EACCES|EPERM|EIO/.test(messageOf(error))) throw error
    return undefined
  }
}

function isGood({ authority, serverCertificate, clientCertificate }: Credentials, now: number): boolean {
  try {
    const root = new X509Certificate(authority)
    const all = [root, new X509Certificate(serverCertificate), new X509Certificate(clientCertificate)]
    return all.every(
      (certificate) =>
        certificate.verify(root.publicKey) &&
        Date.parse(certificate.validTo) > now + renewDays * day &&
        Date.parse(certificate.validFrom) <= now,
    )
  } catch {
    return false
  }
}

function serialNumber(): string {
  return `01${randomBytes(15).toString('hex')}`
}

async function makeCredentials(now: number): Promise<Credentials> {
  provideReflectMetadata()
  const x509 = await import('@peculiar/x509')
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const newKeys = () => crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const period = (days: number) => ({ notBefore: new Date(now - day), notAfter: new Date(now + days * day) })
  const authorityKeys = await newKeys()
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: 'CN=gastown local authority',
    ...period(lifeDays.authority),
    keys: authorityKeys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(authorityKeys.publicKey),
    ],
  })
  const issue = async (subject: string, usage: string, names: { type: 'dns' | 'ip'; value: string }[]) => {
    const keys = await newKeys()
    const certificate = await x509.X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      subject,
      issuer: authority.subject,
      ...period(lifeDays.leaf),
      signingKey: authorityKeys.privateKey,
      publicKey: keys.publicKey,
      signingAlgorithm: algorithm,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([usage]),
        await x509.AuthorityKeyIdentifierExtension.create(authorityKeys.publicKey),
        ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
      ],
    })
    const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
    const lines = key.match(/.{1,64}/g) ?? []
    return {
      certificate: certificate.toString('pem'),
      key: ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n'),
    }
  }
  const server = await issue('CN=gastown local server', x509.ExtendedKeyUsage.serverAuth, [
    { type: 'ip', value: '127.0.0.1' },
    { type: 'dns', value: 'localhost' },
  ])
  const client = await issue('CN=gastown, O=system:masters', x509.ExtendedKeyUsage.clientAuth, [])
  return {
    authority: authority.toString('pem'),
    serverCertificate: server.certificate,
    serverKey: server.key,
    clientCertificate: client.certificate,
    clientKey: client.key,
    token: randomBytes(32).toString('base64url'),
  }
}
