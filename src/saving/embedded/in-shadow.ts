import type { OwnGit } from '../snapshot/own-git.ts'

/** Git on the shadow repository, as on ours. */
export function inShadow(git: OwnGit, repository: string): OwnGit {
  const here = `--git-dir=${repository}`
  return {
    ...git,
    repository,
    run: async (args, options) => await git.run([here, ...args], options),
    output: async (args, options) => await git.output([here, ...args], options),
  }
}
