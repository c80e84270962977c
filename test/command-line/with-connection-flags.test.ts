import { expect, test } from 'vitest'
import { withConnectionFlags } from '../../src/command-line/with-connection-flags.ts'

const team = { namespace: 'team', context: 'prod' }

test.each([
  ['See it with: gastown status x', 'See it with: gastown status x --context prod -n team'],
  ['gastown logs x -c git-clone', 'gastown logs x -c git-clone --context prod -n team'],
  [
    'No polecats; 2 in other rigs: gastown list -A',
    'No polecats; 2 in other rigs: gastown list -A --context prod -n team',
  ],
  [
    'Look first: gastown diff x, gastown release x',
    'Look first: gastown diff x --context prod -n team, gastown release x --context prod -n team',
  ],
  [
    'gastown delete x && gastown create x …',
    'gastown delete x --context prod -n team && gastown create x … --context prod -n team',
  ],
  [
    'See what you may do with: kubectl auth can-i --list -n a',
    'See what you may do with: kubectl auth can-i --list -n a --context prod',
  ],
  ['Install it with: gastown install', 'Install it with: gastown install --context prod'],
  // The namespace is that of polecats, and the Secrets have another.
  ['Store one with: gastown secrets list', 'Store one with: gastown secrets list --context prod'],
  ['End it with: gastown local down', 'End it with: gastown local down'],
  [
    'no credential; store one with: gastown secrets import-git; nothing to save',
    'no credential; store one with: gastown secrets import-git --context prod; nothing to save',
  ],
  ['the helper hangs: gastown status x\nsaved', 'the helper hangs: gastown status x --context prod -n team\nsaved'],
  ['git fetch origin polecat/x', 'git fetch origin polecat/x'],
  ['"gastown retry" goes on with it', '"gastown retry" goes on with it'],
  ['it says: gastown "x"', 'it says: gastown "x"'],
])('%s', (words, expected) => {
  expect(withConnectionFlags(words, team)).toBe(expected)
  expect(withConnectionFlags(words, {})).toBe(words)
})

test('text that somebody else has made long is read once', () => {
  const long = `${': gastown a '.repeat(200_000)}"`
  expect(withConnectionFlags(long, team)).toBe(long)
})

test('of Secrets, of local mode, and with what a shell would take apart', () => {
  const secrets = { namespace: 'keys', namespaceOf: 'secrets' } as const
  expect(withConnectionFlags('See: gastown secrets check a', secrets)).toBe('See: gastown secrets check a -n keys')
  expect(withConnectionFlags('End it with: gastown terminate x', secrets)).toBe('End it with: gastown terminate x')
  expect(withConnectionFlags('gastown status', { local: true })).toBe('gastown status --local')
  expect(withConnectionFlags('gastown retry x --local', { local: true })).toBe('gastown retry x --local')
  const place = { kubeconfig: "it's here", as: 'a b' }
  expect(withConnectionFlags('kubectl auth can-i --list', { as: 'bob' })).toBe('kubectl auth can-i --list --as bob')
  expect(withConnectionFlags('gastown status', place)).toBe(`gastown status --kubeconfig 'it'\\''s here' --as 'a b'`)
})
