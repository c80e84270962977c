/** Which commits of other repositories are named by what the agent did, and how much of that is looked at. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openOwnGit } from '../../../src/saving/snapshot/own-git.ts'
import { gitlinksIn } from '../../../src/saving/submodules/gitlinks.ts'
import { AttemptFolder, git, gitWith, importCommit } from '../../support/attempt-folder.ts'
import { ACheckout } from '../snapshot/a-checkout.ts'

const sha = (count: number): string => `${count}`.padEnd(40, 'a')
const link = (count: number) => ({ commit: sha(count) })

test('what commits came to name, not what those before them name', async () => {
  await using folder = new AttemptFolder()
  const on = (onto: string | null, content: Parameters<typeof importCommit>[1]) =>
    importCommit(folder.remote, content, { onto })
  const old = on(null, { lib: link(1), 'deep/er/lib': link(2), file: 'x\n' })
  const base = on(old, { lib: link(3) })
  const aside = on(old, { file: 'y\n' })
  const bumped = on(base, { lib: link(4), 'deep/er/other': link(5), 'deep/er/file': 'z\n' })
  const ours = openOwnGit(folder.remote, folder.folder, process.env['PATH'])
  const found = await gitlinksIn(ours, [aside, bumped], [base], (commit) => commit === sha(5))
  expect(found).toEqual({ links: [{ path: 'lib', commit: sha(4) }], tooMany: false })
  expect(await gitlinksIn(ours, [base], [base], () => false)).toEqual({ links: [], tooMany: false })
})

/** A repository that makes submodules worth a look. */
const module = 'mkdir -p .git/modules/x/objects; echo ref: refs/heads/main >.git/modules/x/HEAD'

test('a few trees that stand for millions of paths cost nothing', async () => {
  await using checkout = await ACheckout.of({})
  checkout.agent(`${module}; t=$(printf '160000 commit ${sha(1)}\\tlib\\n' | git mktree --missing)
    for i in 1 2 3 4 5 6 7; do t=$(for k in 0 1 2 3 4 5 6 7; do printf '040000 tree %s\\t%s\\n' "$t" "$k"; done | git mktree); done
    git update-ref HEAD "$(git commit-tree "$t" -p HEAD -m bomb)"`)
  const { tip, leftOut } = await checkout.take()
  expect(tip).toBe(checkout.git('rev-parse', 'HEAD'))
  expect(leftOut.join('\n')).toContain(`nowhere: ${sha(1).slice(0, 12)} of 0/0/0/0/0/0/0/lib`)
})

test('of more links than are looked for it is said, and the rest is saved', async () => {
  await using checkout = await ACheckout.of({})
  checkout.agent(`${module}; git init -q own; cd own; git commit -q --allow-empty -m own`)
  const own = git(join(checkout.checkout, 'own'), 'rev-parse', 'HEAD')
  const links = Array.from({ length: 1500 }, (_, at) => `160000 commit ${sha(at + 1)}\tlib${at}\n`)
  const input = [`160000 commit ${own}\town\n`, ...links].join('')
  const tree = gitWith(checkout.checkout, ['mktree', '--missing'], { input })
  checkout.agent(`git update-ref HEAD "$(git commit-tree ${tree} -p HEAD -m links)"; git reset -q`)
  checkout.put('draft', 'draft')
  const { uncommitted, submodules, leftOut } = await checkout.take()
  expect(checkout.show(uncommitted, 'draft')).toBe('draft')
  expect(submodules).toEqual([own])
  expect(leftOut.join('\n')).toContain('which are too many to look for')
})
