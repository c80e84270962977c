export interface WhereFrom {
  /** Local mode: paths and file:// URLs are allowed. */
  readonly local: boolean
}

const forms = 'git@host:path, ssh://host/path or https://host/path'

/**
 * Why a polecat cannot work on the repository at this URL, or undefined. Every other form is refused, because git would
 * run a program for some (`ext::`) and take others for options. Never repeats the URL, which may hold a password.
 */
export function repositoryProblem(url: string, { local }: WhereFrom): string | undefined {
  if (/[^\u0021-\u007e\u00a0-\u{10ffff}]/u.test(url) && !isPath(url)) return 'contains a space or a control character'
  if (url.startsWith('-')) return "begins with '-', which git would take for an option"
  if (isPath(url)) return pathProblem(url, local)
  if (/^[a-z][a-z0-9+.-]*::/i.test(url)) return `names a git transport that runs a program: expected ${forms}`
  if (url.includes('://')) return schemeProblem(url, local)
  return scpProblem(url)
}

function isPath(url: string): boolean {
  return url.startsWith('/') || url.startsWith('./') || url.startsWith('../') || url === '.' || url === '..'
}

function pathProblem(path: string, local: boolean): string | undefined {
  if (!local) return `is a path, which only local mode can reach: expected ${forms}`
  if (!path.startsWith('/')) return 'is a relative path: expected one that begins with /'
  // oxlint-disable-next-line no-control-regex
  return /[\u0000-\u001f\u007f]/.test(path) ? 'contains a control character' : undefined
}

function schemeProblem(text: string, local: boolean): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url) return `is not a URL: expected ${forms}`
  if (url.password !== '') return 'contains a password: put it into a Secret and set gitSecretRef'
  if (url.search !== '' || url.hash !== '') return "has a part after '?' or '#', which no repository has"
  switch (url.protocol) {
    case 'file:':
      if (!local) return `is a file URL, which only local mode can reach: expected ${forms}`
      return url.host === '' ? undefined : 'names a host: expected file:///path'
    case 'https:':
      if (url.username !== '') return 'contains a user name, which may be a token: put it into a Secret instead'
      return hostAndPath(url)
    case 'http:':
      if (url.username !== '') return 'contains a user name, which may be a token: put it into a Secret instead'
      return isLoopback(url.hostname)
        ? hostAndPath(url)
        : 'is plain http, which sends the credential in the clear: expected https'
    case 'ssh:':
      return hostAndPath(url)
    default:
      return `has the scheme '${url.protocol.slice(0, -1)}': expected ${forms}`
  }
}

function hostAndPath(url: URL): string | undefined {
  if (url.hostname === '') return 'names no host'
  if (url.hostname.startsWith('-') || url.username.startsWith('-')) {
    return "has a host or user that begins with '-', which ssh would take for an option"
  }
  return url.pathname.replaceAll('/', '') === '' ? 'names a host but no repository' : undefined
}

/** user@host:path */
function scpProblem(text: string): string | undefined {
  if (/^[a-z]:[\\/]/i.test(text))
    return `is a path of Windows, which git takes for a host and a path: expected ${forms}`
  if (/^[^@/:]*:[^/]*@[^/@]*:/.test(text)) return 'contains a password: put it into a Secret and set gitSecretRef'
  const parts = /^(?:(?<user>[A-Za-z0-9_.+-]+)@)?(?<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+):(?<path>.+)$/.exec(text)
  if (!parts?.groups) return `is not a repository URL: expected ${forms}`
  const { user, host, path } = parts.groups
  if (user?.startsWith('-') || host?.startsWith('-') || path?.startsWith('-')) {
    return "has a part that begins with '-', which would be taken for an option"
  }
  return undefined
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
