import { wrong, type Wrong } from './reading.ts'

/** What keys and tokens begin with, the longer beginnings first, so that one in the wrong place is told by name. */
const forms: readonly { readonly begin: string; readonly what: string; readonly owner: string }[] = [
  { begin: 'sk-ant-api', what: 'an API key of Anthropic', owner: 'anthropic' },
  { begin: 'sk-ant-oat', what: 'a token of claude setup-token', owner: 'anthropic' },
  { begin: 'sk-ant-ort', what: 'a refresh token of a Claude login', owner: 'nobody' },
  { begin: 'sk-ant-admin', what: 'an admin key of Anthropic, which runs no models', owner: 'nobody' },
  { begin: 'sk-ant-sid', what: "a browser's session at claude.ai", owner: 'nobody' },
  { begin: 'sk-ant-', what: 'an API key of Anthropic', owner: 'anthropic' },
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
export function strangerIn(role: string, value: string): Wrong | undefined {
  const form = forms.find(({ begin }) => value.startsWith(begin))
  if (form === undefined || form.owner === role) return undefined
  // A gateway may hand out keys that look like those of others.
  const knowsOwn = forms.some(({ owner }) => owner === role)
  if (!knowsOwn && form.owner !== 'git' && form.owner !== 'nobody') return undefined
  return wrong(`is ${form.what}`, ...hintFor(form.owner))
}

function hintFor(owner: string): string[] {
  switch (owner) {
    case 'nobody':
      return ['Agents work with an API key, or with the token that claude setup-token makes.']
    case 'git':
      return ['Import it with: gastown secrets import-git --token-from-file FILE --url URL']
    case 'anthropic':
      return ['Import it with: gastown secrets import-claude']
    default:
      return [`Import it with: gastown secrets import-key --provider ${owner}`]
  }
}
