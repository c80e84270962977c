/**
 * What git and ssh need of the user's own environment to work as they do for the user, where no git Secret was given:
 * the home, the agent, proxies and certificates, and nothing more.
 */
const names = [
  'HOME',
  'PATH',
  'XDG_CONFIG_HOME',
  'SSH_AUTH_SOCK',
  'http_proxy',
  'https_proxy',
  'all_proxy',
  'no_proxy',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
  'GIT_SSL_CAPATH',
  'CURL_CA_BUNDLE',
  'NODE_EXTRA_CA_CERTS',
]

export function machineEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const given = names.map((name) => [name, env[name]] as const)
  return Object.fromEntries(given.filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== ''))
}
