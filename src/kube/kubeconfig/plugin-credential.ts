import type { KubeConfig } from '@kubernetes/client-node'
import { GastownError, messageOf } from '../../errors.ts'
import type { ClusterAccess, CredentialPlugin } from './cluster-access.ts'
import type { Credential, Headers, Source } from './credential.ts'

/** Asks a credential plugin through client-node, which is loaded only here: it takes half a second. */
export function pluginCredential(plugin: CredentialPlugin, access: ClusterAccess): Source {
  // The loaded config keeps what the plugin gave until that expires.
  let config: Promise<KubeConfig> | undefined
  return {
    seconds: 10,
    read: async () => {
      config ??= load(plugin, access)
      const options: { headers?: Record<string, string>; cert?: unknown; key?: unknown } = {}
      try {
        await (await config).applyToHTTPSOptions(options as Parameters<KubeConfig['applyToHTTPSOptions']>[0])
      } catch (error) {
        config = undefined
        throw failed(plugin, error)
      }
      return credentialOf(options)
    },
    forget: () => {
      config = undefined
    },
  }
}

async function load(plugin: CredentialPlugin, access: ClusterAccess): Promise<KubeConfig> {
  const { KubeConfig } = await import('@kubernetes/client-node')
  const config = new KubeConfig()
  const exec = plugin.exec && withClusterInfo(plugin.exec, access)
  config.loadFromOptions({
    // No request is made with it.
    clusters: [{ name: 'it', server: 'https://unused', skipTLSVerify: false }],
    users: [{ name: 'it', exec, authProvider: plugin.authProvider }],
    contexts: [{ name: 'it', cluster: 'it', user: 'it' }],
    currentContext: 'it',
  })
  return config
}

function credentialOf(options: { headers?: Record<string, string>; cert?: unknown; key?: unknown }): Credential {
  const authorization = options.headers?.Authorization ?? options.headers?.authorization
  const headers: Headers = authorization === undefined ? {} : { authorization }
  if (typeof options.cert !== 'string' || typeof options.key !== 'string') return { headers }
  return { headers, certificate: { cert: options.cert, key: options.key } }
}

/** KUBERNETES_EXEC_INFO, which the plugin protocol promises and client-node leaves out. */
function withClusterInfo(exec: NonNullable<CredentialPlugin['exec']>, access: ClusterAccess) {
  const info = {
    kind: 'ExecCredential',
    apiVersion: exec.apiVersion,
    spec: { interactive: false, cluster: exec.provideClusterInfo ? clusterInfo(access) : undefined },
  }
  return { ...exec, env: [...exec.env, { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(info) }] }
}

function clusterInfo(access: ClusterAccess) {
  return {
    server: access.server,
    'tls-server-name': access.tlsServerName,
    'insecure-skip-tls-verify': access.insecure,
    'certificate-authority-data': access.ca && Buffer.from(access.ca).toString('base64'),
    'proxy-url': access.proxy,
  }
}

function failed(plugin: CredentialPlugin, error: unknown): GastownError {
  const name = plugin.exec?.command ?? String(plugin.authProvider?.name ?? 'auth-provider')
  // The plugin's own last words, such as "run aws sso login"; a whole output might hold more than words.
  const words = messageOf(error).trim().split('\n').at(-1)?.slice(0, 300)
  const hints = plugin.exec?.installHint ? [plugin.exec.installHint.trim()] : []
  return new GastownError('denied', `the credential plugin ${name} failed: ${words || 'no reason given'}`, { hints })
}
