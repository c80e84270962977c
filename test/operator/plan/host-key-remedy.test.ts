import { expect, test } from 'vitest'
import { hostKeyRemedy } from '../../../src/operator/plan/host-key-remedy.ts'
import { observed } from '../observed.ts'

const remedy = (kubernetes: object, options: object = {}) => {
  const seen = observed({ kubernetes })
  return hostKeyRemedy({ ...seen, options: { ...seen.options, ...options } }, 'HostKeyMismatch')
}
const compare = '; compare its key with the one that the host publishes, then put it into known_hosts of '

test.each([
  ['git@git.example:team/x.git', 'git.example'],
  ['ssh://git@git.example:2222/x.git', '-p 2222 git.example'],
  ['ssh://git.example/x.git', 'git.example'],
])('of %s: the Secret, and the commands', (gitRepository, host) => {
  expect(remedy({ gitRepository })).toBe(
    `${compare}Secret git-credentials in gastown-workers: ssh-keyscan ${host} > known_hosts && gastown secrets import-git --from-file FILE --known-hosts known_hosts --replace`,
  )
})

test('a ConfigMap that is named', () => {
  const text = remedy({ gitRepository: 'git@git.example:x.git', sshKnownHostsConfigMapRef: { name: 'hosts' } })
  expect(text).toContain(`${compare}ConfigMap hosts in gastown-workers: `)
  expect(text).toContain('kubectl create configmap hosts -n gastown-workers --from-file=known_hosts')
})

test('nothing for other reasons, and in local mode', () => {
  expect(hostKeyRemedy(observed({}), 'CloneFailed')).toBe('')
  expect(remedy({}, { local: true })).toBe('')
})
