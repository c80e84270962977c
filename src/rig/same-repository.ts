/** Whether two URLs name one repository: ssh forms, https, `.git` and a last slash make no difference. */
export function sameRepository(a: string, b: string): boolean {
  return key(a) === key(b)
}

function key(url: string): string {
  if (url.startsWith('/')) return `file:${path(url)}`
  if (!url.includes('://')) {
    const parts = /^(?:[^@/]*@)?(\[[^\]]*\]|[^:/]+):(.*)$/.exec(url)
    return parts === null ? url : `${(parts[1] ?? '').toLowerCase()}/${path((parts[2] ?? '').replace(/^\/+/, ''))}`
  }
  if (!URL.canParse(url)) return url
  const { protocol, host, hostname, pathname } = new URL(url)
  if (protocol === 'file:') return `file:${path(decodeURIComponent(pathname))}`
  const place = protocol === 'ssh:' && host.endsWith(':22') ? hostname : host
  return `${place.toLowerCase()}/${path(pathname.replace(/^\/+/, ''))}`
}

function path(text: string): string {
  return text.replace(/\/+$/, '').replace(/\.git$/, '')
}
