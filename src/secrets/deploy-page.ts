/** Where a host takes the public half of a key that may push to a repository. */
export interface DeployPage {
  readonly page: string
  /** What to choose there. */
  readonly advice: string
  /** Why an Ed25519 key is of no use there. */
  readonly refuses?: string
}

/** `host` as in the repository's URL, `path` such as `myorg/athena`. */
export function deployPage(host: string, path: string): DeployPage {
  const [owner = ''] = path.split('/')
  switch (host) {
    case 'github.com':
    case 'ssh.github.com':
    case 'ssh.github.com:443':
      return { page: `https://github.com/${path}/settings/keys/new`, advice: 'Tick "Allow write access".' }
    case 'gitlab.com':
      return {
        page: `https://gitlab.com/${path}/-/settings/repository#js-deploy-keys-settings`,
        advice: 'Tick "Grant write permissions to this key".',
      }
    case 'bitbucket.org':
      return {
        page: 'https://bitbucket.org/account/settings/ssh-keys/',
        advice:
          "Of an account that is the robot's own: an access key of the repository may only read there. A token of the repository (https) needs no account.",
      }
    case 'codeberg.org':
      return { page: `https://codeberg.org/${path}/settings/keys`, advice: 'Tick "Enable write access".' }
    case 'ssh.dev.azure.com':
    case 'vs-ssh.visualstudio.com':
      return {
        page: `https://dev.azure.com/${path.replace(/^v3\//, '').split('/')[0] ?? owner}/_usersSettings/keys`,
        advice: "Of an account that is the robot's own.",
        refuses: 'Azure DevOps takes RSA keys only',
      }
    default:
      return {
        page:
          host === ''
            ? "the page for deploy keys in your repository's settings"
            : `the page for deploy keys of ${path} on ${host}`,
        advice: 'Allow it to write.',
      }
  }
}

/** The name that a host wants beside a token; most take any. */
export function tokenUser(host: string): string {
  if (host === 'gitlab.com') return 'oauth2'
  return host === 'bitbucket.org' ? 'x-token-auth' : 'x-access-token'
}
