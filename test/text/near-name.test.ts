import { expect, test } from 'vitest'
import { nearName } from '../../src/text/near-name.ts'

const fields = ['gitRepository', 'gitBranch', 'workBranch', 'activeDeadlineSeconds', 'env', 'lfs', 'image']

test.each([
  ['gitbranch', 'gitBranch'],
  ['git-branch', 'gitBranch'],
  ['gitBrnach', 'gitBranch'],
  ['gitRepo', undefined],
  ['workbranch', 'workBranch'],
  ['activeDeadlineSecond', 'activeDeadlineSeconds'],
  ['evn', 'env'],
  ['immage', 'image'],
  ['banana', undefined],
  ['', undefined],
])('%j means %j', (word, expected) => {
  expect(nearName(word, fields)).toBe(expected)
})
