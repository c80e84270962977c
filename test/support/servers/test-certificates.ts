import '../reflect-metadata.ts'
import { webcrypto } from 'node:crypto'
import * as x509 from '@peculiar/x509'

export interface TestCertificates {
  /** All PEM. */
  readonly ca: string
  readonly server: { readonly cert: string; readonly key: string }
  readonly client: { readonly cert: string; readonly key: string }
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const day = 24 * 60 * 60 * 1000

/** A CA of its own, with a certificate for a server of these names and addresses and one for a client. */
export async function makeTestCertificates(
  names: readonly string[] = ['localhost', '127.0.0.1'],
): Promise<TestCertificates> {
  const caKeys = await makeKeys()
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...lifetime('01', 'CN=test CA'),
    keys: caKeys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 1, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  })
  const issue = async (serial: string, subject: string, extensions: x509.Extension[]) => {
    const keys = await makeKeys()
    const cert = await x509.X509CertificateGenerator.create({
      ...lifetime(serial, subject),
      subject,
      issuer: ca.subject,
      signingKey: caKeys.privateKey,
      publicKey: keys.publicKey,
      extensions,
    })
    return { cert: cert.toString('pem'), key: await privateKey(keys) }
  }
  const alternatives = names.map((value) => ({
    type: /^[\d.]+$/.test(value) ? ('ip' as const) : ('dns' as const),
    value,
  }))
  return {
    ca: ca.toString('pem'),
    server: await issue('02', 'CN=server', [new x509.SubjectAlternativeNameExtension(alternatives)]),
    client: await issue('03', 'CN=somebody', []),
  }
}

async function makeKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
}

async function privateKey(keys: webcrypto.CryptoKeyPair): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey))
  return `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----\n`
}

function lifetime(serialNumber: string, name: string) {
  const now = Date.now()
  return {
    serialNumber,
    name,
    notBefore: new Date(now - day),
    notAfter: new Date(now + day),
    signingAlgorithm: algorithm,
  }
}
