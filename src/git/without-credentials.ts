/** A repository's URL as it may be stored and shown: without a token or a password, in whatever form it holds one. */
export function withoutCredentials(url: string): string {
  const [, scheme, user] = /^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)@/i.exec(url) ?? []
  if (scheme === undefined || user === undefined) return url.replace(/^([^@/:]*):[^/]*@(?=[^/@]*:)/, '$1@')
  // The user of an https URL may be a token; that of an ssh URL is the account.
  const kept = /^https?:/i.test(scheme) ? '' : `${user.split(':')[0]}@`
  return scheme + kept + url.slice(scheme.length + user.length + 1)
}
