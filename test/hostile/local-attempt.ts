import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gitClone } from '../../src/containers/git-clone.ts'
import { gitPush } from '../../src/containers/git-push.ts'
import { gitSave } from '../../src/containers/git-save.ts'
import { files } from '../../src/pod/layout.ts'
import { AttemptFolder, git, until } from '../support/attempt-folder.ts'
import { agentScript } from './agent-script.ts'
import { scriptText, type Attack } from './attacks.ts'
import { brokenRules } from './rules.ts'

const entry = resolve(import.meta.dirname, '../../src/pod/entry.sh')
const canary = 'CANARY-7f3a91c2-token'

/** One attack from the clone to the acknowledged save, with the real entry, git-save and git-push; the rules it broke. */
export async function attackLocally(attack: Attack): Promise<string[]> {
  await using attempt = new AttemptFolder()
  attempt.settings = { ...attempt.settings, checkpointSeconds: 1 }
  const base = attempt.commitOnRemote('main', { 'uncommitted-tracked.txt': 'as it was\n' })
  if ((await attempt.run(gitClone).done) !== 0) throw new Error('the clone failed')
  const at = (name: string) => join(attempt.folder, name)
  const [marker, secret, evil] = [at('marker'), at('credential/secret'), at('evil.git')]
  mkdirSync(at('credential'))
  writeFileSync(secret, `${canary}\nsecond ${canary}\n`)
  git(attempt.folder, 'init', '-q', '--bare', evil)
  writeFileSync(attempt.path(files.prompt), 'work')
  const push = attempt.run(gitPush, { CANARY: canary })
  const save = attempt.run(gitSave, { CANARY: canary })
  const agent = spawn('sh', [entry, 'sh', '-c', agentScript, 'sh', scriptText(attack)], {
    env: {
      PATH: process.env['PATH'],
      GASTOWN_ROOT: attempt.root,
      MARKER: marker,
      SECRET: secret,
      EVIL: evil,
      BRANCH: 'polecat/fix',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let log = ''
  agent.stdout.setEncoding('utf8').on('data', (text: string) => (log += text))
  const ended = new Promise((settle) => agent.once('close', settle))
  try {
    const checkpoint = `${attempt.settings.rescuePrefix}/checkpoint`
    await until(() => attempt.remoteRefs()[checkpoint] !== undefined, 'a checkpoint')
    writeFileSync(attempt.path('/tmp/go'), '')
    await ended
    await save.end()
    await push.end()
    const handed = readFileSync(attempt.path(files.handover), 'utf8')
    const said = [...save.lines, ...push.lines, JSON.stringify([save.message(), push.message()]), handed, log]
    const { remote } = attempt
    const { rescuePrefix } = attempt.settings
    const common = { remote, evil, branch: 'polecat/fix', rescuePrefix, base, canaries: [canary] }
    const broken = await brokenRules(attack, {
      ...common,
      ran: existsSync(marker),
      said: said.join('\n'),
      result: push.message(),
    })
    // The agent's own words tell why, where something is wrong.
    return broken.length === 0 ? [] : [...broken, JSON.stringify(push.message()), log]
  } finally {
    agent.kill('SIGKILL')
    await ended
  }
}
