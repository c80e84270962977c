import type { Credentials } from './credentials.ts'

/**
 * A kubeconfig that any client reads, with everything in it. Whoever has it may do everything. It is JSON, which is YAML
 * too, so that our own commands need to load no parser for it.
 */
export function kubeconfigText(url: string, credentials: Credentials, namespace?: string): string {
  const cluster = { server: url, 'certificate-authority-data': base64(credentials.authority) }
  const user = {
    'client-certificate-data': base64(credentials.clientCertificate),
    'client-key-data': base64(credentials.clientKey),
  }
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'gastown', cluster }],
    users: [{ name: 'gastown', user }],
    contexts: [{ name: 'gastown', context: { cluster: 'gastown', user: 'gastown', namespace } }],
    'current-context': 'gastown',
  }
  return `${JSON.stringify(config, null, 2)}\n`
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64')
}
