import { expect, test } from 'vitest'
import { ciBranch } from '../../src/checkout/ci-branch.ts'

test.each<[Record<string, string>, string | undefined]>([
  [{}, undefined],
  [{ GITHUB_REF: 'refs/heads/feature/x' }, 'feature/x'],
  [{ GITHUB_REF: 'refs/pull/7/merge', GITHUB_HEAD_REF: 'theirs' }, 'theirs'],
  [{ GITHUB_REF: 'refs/pull/7/merge', GITHUB_HEAD_REF: '' }, undefined],
  [{ GITHUB_REF: 'refs/tags/v1', GITHUB_HEAD_REF: '' }, undefined],
  [{ CI_COMMIT_REF_NAME: 'feature' }, 'feature'],
  [{ CI_COMMIT_REF_NAME: 'v1', CI_COMMIT_TAG: 'v1' }, undefined],
  [{ CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'mine', CI_COMMIT_REF_NAME: 'refs/merge-requests/1/head' }, 'mine'],
  [{ CHANGE_BRANCH: 'mine', BRANCH_NAME: 'PR-7' }, 'mine'],
  [{ BRANCH_NAME: 'v1', TAG_NAME: 'v1' }, undefined],
  [{ BUILD_SOURCEBRANCH: 'refs/heads/dev' }, 'dev'],
  [{ BUILDKITE_BRANCH: 'dev', BUILDKITE_TAG: '' }, 'dev'],
  [{ TRAVIS_BRANCH: 'main', TRAVIS_PULL_REQUEST_BRANCH: 'mine' }, 'mine'],
])('the branch of %j is %s', (env, expected) => {
  expect(ciBranch(env)).toBe(expected)
})
