import { expect, test } from 'vitest'
import { llmCredential } from '../../src/pod/credential.ts'
import { resolveSpec } from '../../src/polecat/resolve.ts'
import { aPolecat, aRig } from '../support/a-polecat.ts'

const api = ['claude-credentials', 'api-key', 'ANTHROPIC_API_KEY']
const token = ['claude-credentials', 'oauth-token', 'CLAUDE_CODE_OAUTH_TOKEN']
const login = ['claude-credentials', '.credentials.json', 'CLAUDE_CODE_OAUTH_TOKEN']
const named = { claudeCredsSecretRef: { name: 'claude-credentials' } }

test.for<[string, object, object, readonly string[] | undefined, string[] | undefined]>([
  ['the usual Secret: a key before all', {}, {}, ['.credentials.json', 'api-key', 'oauth-token'], api],
  ['the usual Secret: a one-year token before a login', {}, {}, ['.credentials.json', 'oauth-token'], token],
  ['the usual Secret: a login', {}, {}, ['.credentials.json'], login],
  ['the usual Secret that is not there', {}, {}, undefined, undefined],
  ['the usual Secret without anything of use', {}, {}, ['other'], undefined],
  ['another agent has no usual Secret', { agent: 'custom' }, {}, ['api-key'], undefined],
  ['credentials of Claude by name', {}, named, ['.credentials.json', 'oauth-token', 'api-key'], token],
  ['a login by name', {}, named, ['.credentials.json'], login],
  ['a name that nothing is known of', {}, named, undefined, token],
  ['a key by name', {}, { apiKeySecretRef: { name: 'k', key: 'x' } }, ['x'], ['k', 'x', 'ANTHROPIC_API_KEY']],
])('%s', ([, spec, kubernetes, keys, expected]) => {
  const polecat = aPolecat({ agent: 'claude-code', ...spec }, kubernetes)
  const found = llmCredential(resolveSpec(polecat, aRig()), () => keys)
  expect(found && [found.name, found.key, found.variable]).toEqual(expected)
})
