import { expect, test } from 'vitest'
import { compose } from '../../src/create/compose.ts'
import { validateRig } from '../../src/rig/validate.ts'
import { problemsOf } from '../support/problems-of.ts'

const plain = {
  apiVersion: 'gastown.gastown.io/v1alpha1',
  kind: 'Rig',
  metadata: { name: 'athena' },
  spec: { gitURL: 'git@github.com:myorg/myrepo.git', beadsPrefix: 'at' },
}

test('settings have defaults', () => {
  expect(validateRig(plain).spec.settings).toEqual({ maxPolecats: 8 })
})

test.each<[object, string]>([
  [{ spec: { beadsPrefix: 'A1' } }, 'spec.beadsPrefix: expected two to ten lowercase letters; found other text'],
  [{ spec: { gitUrl: 'x' } }, "spec.gitUrl: unknown field; did you mean 'gitURL'?"],
  [{ spec: { gitURL: 'ftp://x/y' } }, "spec.gitURL: the URL has the scheme 'ftp'"],
  [{ spec: { settings: { maxPolecats: 0 } } }, 'spec.settings.maxPolecats: expected 1 to 10000; found 0'],
  [{ spec: { defaults: { kubernetes: { workBranch: 'x' } } } }, 'spec.defaults.kubernetes.workBranch: unknown field'],
  [
    { spec: { defaults: { kubernetes: { gitBranch: 'a..b' } } } },
    "spec.defaults.kubernetes.gitBranch: the branch 'a..b'",
  ],
  [
    {
      spec: {
        defaults: { kubernetes: { activeDeadlineSeconds: 7200 } },
        settings: { ceilings: { activeDeadlineSeconds: 3600 } },
      },
    },
    "spec.defaults.kubernetes.activeDeadlineSeconds: expected at most 3600, the rig's ceiling; found 7200",
  ],
  [{ metadata: { name: 'Athena' } }, 'metadata.name: expected lowercase letters'],
])('%j', (change, expected) => {
  const value = compose([
    { source: 'plain', value: plain },
    { source: 'test', value: change },
  ])
  expect(problemsOf(() => validateRig(value))).toEqual([expect.stringContaining(expected)])
})
