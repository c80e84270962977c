import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { gitClone } from '../../../src/containers/git-clone.ts'
import { gitPush } from '../../../src/containers/git-push.ts'
import { gitSave } from '../../../src/containers/git-save.ts'
import { files } from '../../../src/pod/layout.ts'
import { pointerText } from '../../../src/saving/lfs/pointer.ts'
import { AttemptFolder, until } from '../../support/attempt-folder.ts'

const pointer = (letter: string): string => pointerText({ oid: letter.repeat(64), size: 12 })

test('a pointer to a content that no server is known to have is named; one of an older commit is not', async () => {
  await using attempt = new AttemptFolder()
  attempt.commitOnRemote('main', { old: pointer('a') })
  attempt.commitOnRemote('main', { old: 'replaced\n' })
  expect(await attempt.run(gitClone).done).toBe(0)
  const push = attempt.run(gitPush)
  writeFileSync(`${attempt.checkout}/old`, pointer('a'))
  writeFileSync(`${attempt.checkout}/new`, pointer('b'))
  const identity = ['-c', 'user.name=a', '-c', 'user.email=a@b']
  execFileSync('git', ['add', '.'], { cwd: attempt.checkout })
  execFileSync('git', [...identity, 'commit', '-qm', 'work'], { cwd: attempt.checkout })
  const save = attempt.run(gitSave)
  writeFileSync(attempt.path(files.ended), '{"status":0,"nonce":"one"}')
  await until(() => push.message().final, 'the final push')
  await save.end()
  await push.end()
  expect(push.message()).toMatchObject({
    state: 'incomplete',
    commit: attempt.remoteRefs()['refs/heads/polecat/fix'],
    leftOut: ['LFS contents that no server is known to have: new'],
  })
})
