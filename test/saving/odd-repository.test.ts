/** A checkout with every odd thing that a file system and git can hold, saved and compared file by file, by git alone. */
import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { gitClone } from '../../src/containers/git-clone.ts'
import { gitPush } from '../../src/containers/git-push.ts'
import { gitSave } from '../../src/containers/git-save.ts'
import { AttemptFolder, git } from '../support/attempt-folder.ts'

const plant = `set -eu
for name in -rf --upload-pack=x -- - ' ' '  two' 'end ' 'tab	' '"quotes"' "it's" '$(id)' '\`id\`' '*' '?' '[a]' '\\' 'back\\slash' \\
  ':(exclude)x' ':!x' '!x' '#x' '~' '~root' '...' '.a' 'a:b' 'a|b' HEAD head Head ORIG_HEAD 'con' 'nul.txt' 'é' 'ﬀ' '🦀'; do
  printf '%s' "$name" >"./$name"
done
printf nfd >"./$(printf 'e\\314\\201')"
printf line >"$(printf 'new\\nline')"; printf cr >"$(printf 'car\\rriage')"; printf esc >"$(printf '\\033[31mred')"
printf bytes >"$(printf '\\377\\376A')"; mkdir "$(printf 'dir\\200')"; printf in >"$(printf 'dir\\200')/$(printf '\\001')"
printf long >"$(printf 'l%.0s' $(seq 255))"
d=.; for i in $(seq 60); do d=$d/deep; done; mkdir -p "$d"; printf deep >"$d/file"
: >empty; printf 'no end' >no-end; printf 'a\\r\\nb\\rc\\n' >ends; printf '\\000\\001\\377' >binary
head -c 3000000 /dev/urandom >big; truncate -s 1M zeros
printf '#!/bin/sh\\n' >run; chmod 755 run; printf x >odd-mode; chmod 4711 odd-mode; printf x >closed; chmod 000 closed
mkdir sticky; chmod 1777 sticky; printf x >sticky/x; mkdir no-entry; printf x >no-entry/x; chmod 000 no-entry
ln -s loop loop; ln -s b a-link; ln -s a-link b; ln -s . here; ln -s .. up; ln -s /etc/passwd absolute
ln -s "$(printf 'to\\nline')" odd-link; ln -s ' ' blank-link; ln run hard
mkfifo pipe; python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind("socket")' 2>/dev/null || :
mkdir -p nothing/at/all
git init -q repo; printf mine >repo/file; (cd repo && git add . && git -c user.name=a -c user.email=a@b commit -qm x); printf more >>repo/file
git init -q repo/inner; printf inner >repo/inner/file; git init -q --bare bare.git; mkdir -p no-repo/.git; printf x >no-repo/file
git worktree add -q --detach tree; printf tree >tree/only-there
printf '* -text filter=none\\n' >.gitattributes
`

const list = `find . \\( -name .git -o -path ./tree \\) -prune -o \\( -type f -o -type l \\) -print0 | LC_ALL=C sort -z`
/** A line of mode, hash and quoted path for each, from the disk and from a commit. */
const onDisk = `${list} | while IFS= read -r -d '' f; do
  if [ -L "$f" ]; then mode=120000; sum=$(readlink -n -- "$f" | sha256sum)
  else mode=100644; [ -x "$f" ] && [ "$(($(stat -c 0%a -- "$f") & 0100))" != 0 ] && mode=100755; sum=$(sha256sum <"$f"); fi
  printf '%s %s %q\\n' "$mode" "\${sum%% *}" "\${f#./}"; done`
const inCommit = `git ls-tree -r -z --full-tree "$1" | while IFS= read -r -d '' line; do
  set -- \${line%%$'\\t'*}; sum=$(git cat-file blob "$3" | sha256sum)
  printf '%s %s %q\\n' "$1" "\${sum%% *}" "\${line#*$'\\t'}"; done`

function bash(folder: string, script: string, ...args: string[]): string[] {
  const env = { PATH: process.env['PATH'], LC_ALL: 'C' }
  const call = { cwd: folder, env, maxBuffer: 1 << 28, encoding: 'utf8' } as const
  return execFileSync('bash', ['--norc', '-c', script, 'bash', ...args], call)
    .split('\n')
    .toSorted()
}

const bashes = spawnSync('bash', ['--norc', '-c', 'true']).status === 0

test.skipIf(!bashes)('everything comes to the remote byte for byte; what git cannot hold is counted', async () => {
  await using attempt = new AttemptFolder()
  expect(await attempt.run(gitClone).done).toBe(0)
  execFileSync('sh', ['-c', plant], { cwd: attempt.checkout, stdio: 'pipe' })
  const push = attempt.run(gitPush)
  expect(await attempt.run(gitSave).end()).toBe(0)
  expect(await push.end()).toBe(0)
  const { state, leftOut, message, rescueRefs } = push.message()
  expect({ state, leftOut }).toEqual({ state: 'saved', leftOut: undefined })
  expect(message).toMatch(/special files skipped/)
  expect(message).toMatch(/embedded repositories saved as plain files/)
  // By now readable, as the save made them.
  const saved = bash(attempt.remote, inCommit, String(rescueRefs?.[0]))
  const inTree = git(attempt.remote, 'diff-tree', '-r', '--no-commit-id', '--name-status', String(rescueRefs?.[1]))
  expect(inTree).toBe('A\tonly-there')
  expect(saved).toEqual(bash(attempt.checkout, onDisk))
  expect(saved.length).toBeGreaterThan(80)
  expect(git(attempt.remote, 'fsck', '--strict')).not.toContain('error')
})

test('a remote with sha256 objects is refused with a clear error', async () => {
  await using attempt = new AttemptFolder()
  const remote = join(attempt.folder, 'other.git')
  git(attempt.folder, 'init', '-q', '--bare', '--object-format=sha256', remote)
  const tree = git(remote, 'hash-object', '-t', 'tree', '-w', '/dev/null')
  git(remote, 'update-ref', 'refs/heads/main', git(remote, 'commit-tree', '-m', 'first', tree))
  attempt.settings = { ...attempt.settings, repository: remote }
  const clone = attempt.run(gitClone)
  expect(await clone.done).toBe(1)
  expect(clone.message()).toMatchObject({ ok: false, reason: 'InvalidSpec' })
  expect(clone.lines.join()).toContain('only SHA-1 repositories work')
})
