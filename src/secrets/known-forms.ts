import type { CredentialForm } from '../agents/credential.ts'
import { agentCredentials } from '../agents/table.ts'
import { invalid, type Invalid } from './parsed.ts'

/** What keys and tokens begin with, the longer beginnings first, so that one in the wrong place is told by name. */
const forms: readonly CredentialForm[] = [
  ...agentCredentials.flatMap(({ forms = [] }) => forms),
  { begin: 'sk-proj-', what: 'an API key of OpenAI', owner: 'openai' },
  { begin: 'sk-svcacct-', what: 'an API key of OpenAI', owner: 'openai' },
  { begin: 'sk-or-', what: 'an API key of OpenRouter', owner: 'openrouter' },
  { begin: 'AIza', what: 'an API key of Google', owner: 'google' },
  { begin: 'gsk_', what: 'an API key of Groq', owner: 'groq' },
  { begin: 'xai-', what: 'an API key of xAI', owner: 'xai' },
  { begin: 'github_pat_', what: 'a token of GitHub', owner: 'git' },
  { begin: 'ghp_', what: 'a token of GitHub', owner: 'git' },
  { begin: 'gho_', what: 'a token of GitHub', owner: 'git' },
  { begin: 'ghs_', what: 'a token of GitHub', owner: 'git' },
  { begin: 'glpat-', what: 'a token of GitLab', owner: 'git' },
  { begin: 'ATCTT3', what: 'a token of Bitbucket', owner: 'git' },
]

/** Why a value cannot be what it is imported as; undefined where nothing speaks against it. */
export function wrongCredentialKind(role: string, value: string): Invalid | undefined {
  const form = forms.find(({ begin }) => value.startsWith(begin))
  if (form === undefined || form.owner === role) return undefined
  // A gateway may hand out keys that look like those of others.
  const knowsOwn = forms.some(({ owner }) => owner === role)
  if (!knowsOwn && form.owner !== 'git' && form.owner !== 'nobody') return undefined
  return invalid(`is ${form.what}`, ...hintsFor(form))
}

function hintsFor({ owner, hint }: CredentialForm): string[] {
  if (owner === 'nobody') return hint === undefined ? [] : [hint]
  if (owner === 'git') return ['Import it with: gastown secrets import-git --token-from-file FILE --url URL']
  const ofAgent = agentCredentials.find(({ provider }) => provider === owner)
  return [`Import it with: ${ofAgent?.storeWith ?? `gastown secrets import-key --provider ${owner}`}`]
}
