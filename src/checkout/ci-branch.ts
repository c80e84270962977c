/**
 * The branch that a CI system builds: its runner checks out a commit, not a branch. Of a pull request, the branch that
 * it comes from. From the systems' own lists of variables.
 */
interface CiVariable {
  readonly name: string
  /** Set where the build is of a tag. */
  readonly unless?: string
}

export const ciVariables: readonly CiVariable[] = [
  // GitHub Actions, Gitea, Forgejo
  { name: 'GITHUB_HEAD_REF' },
  { name: 'GITHUB_REF' },
  // GitLab
  { name: 'CI_MERGE_REQUEST_SOURCE_BRANCH_NAME' },
  { name: 'CI_COMMIT_REF_NAME', unless: 'CI_COMMIT_TAG' },
  // Woodpecker, Drone
  { name: 'CI_COMMIT_BRANCH', unless: 'CI_COMMIT_TAG' },
  { name: 'DRONE_BRANCH', unless: 'DRONE_TAG' },
  // Jenkins
  { name: 'CHANGE_BRANCH' },
  { name: 'BRANCH_NAME', unless: 'TAG_NAME' },
  // Azure Pipelines
  { name: 'SYSTEM_PULLREQUEST_SOURCEBRANCH' },
  { name: 'BUILD_SOURCEBRANCH' },
  // Buildkite, CircleCI, Bitbucket, Travis
  { name: 'BUILDKITE_BRANCH', unless: 'BUILDKITE_TAG' },
  { name: 'CIRCLE_BRANCH', unless: 'CIRCLE_TAG' },
  { name: 'BITBUCKET_BRANCH' },
  { name: 'TRAVIS_PULL_REQUEST_BRANCH' },
  { name: 'TRAVIS_BRANCH', unless: 'TRAVIS_TAG' },
]

export function ciBranch(env: Readonly<Record<string, string | undefined>>): string | undefined {
  for (const { name, unless } of ciVariables) {
    const value = env[name]
    if (!value || (unless !== undefined && env[unless])) continue
    const branch = value.replace(/^refs\/heads\//, '')
    // A tag, or a merge that the host made of a pull request.
    if (!branch.startsWith('refs/')) return branch
  }
  return undefined
}
