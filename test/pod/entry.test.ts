import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openClock } from '../support/clock.ts'
import { processesNaming } from '../support/processes-naming.ts'
import { EntryRun, shells, type EntryOptions } from './entry-run.ts'
import { inFull, moreInFull } from '../support/full.ts'

type Run = (argv: readonly string[], options?: Omit<EntryOptions, 'shell'>) => EntryRun
const sh = (script: string): string[] => ['sh', '-c', script]
const tested = inFull(shells, shells.slice(0, 1))

describe.concurrent.each(tested.map((shell) => ({ name: shell.join(' '), shell })))(
  `entry in $name${moreInFull}`,
  ({ shell }) => {
    const start: Run = (argv, options = {}) => new EntryRun(argv, { shell, ...options })

    test.for([
      ['success', sh('echo fine'), 0],
      ['its own status', sh('exit 3'), 3],
      ['a signal of its own', sh('kill -KILL $$'), 137],
      ['a missing program', ['no-such-program-here'], 127],
    ] as const)('ends with %s', async ([, argv, status]) => {
      await using pod = start(argv)
      expect(await pod.exit()).toBe(status)
      expect(JSON.parse(pod.read('output/ended'))).toEqual({ status, nonce: pod.nonces[0] })
    })

    test('a missing program is named in the output', async () => {
      await using pod = start(['no-such-program-here'])
      await pod.exit()
      expect(pod.stdout).toContain('no-such-program-here')
    })

    test('the prompt reaches stdin and the file byte for byte', async () => {
      const odd = Buffer.concat([
        Buffer.from('--leading "quotes" \'single\' `touch X` $(touch X) $HOME $(VAR) \\n 🦀 ünï\nline\r\n'),
        Buffer.from([0, 255, 254]),
        Buffer.alloc(200_000, 'a long task '),
      ])
      await using pod = start(sh('cat >stdin; cat "$GASTOWN_PROMPT_FILE" >file; ls -a; pwd; echo "$HOME"'), {
        prompt: odd,
      })
      expect(await pod.exit()).toBe(0)
      expect(readFileSync(pod.path('workspace/repo/stdin')).equals(odd)).toBe(true)
      expect(readFileSync(pod.path('workspace/repo/file')).equals(odd)).toBe(true)
      expect(pod.stdout.split('\n').slice(-4)).toEqual([
        'stdin',
        pod.path('workspace/repo'),
        pod.path('home/agent'),
        '',
      ])
    })

    test('arguments reach the agent as they are', async () => {
      const odd = ['$(touch X)', 'a b', '', "it's", '*', '-n', 'x=y', '\n', '🦀']
      await using pod = start(['node', '-e', 'console.log(JSON.stringify(process.argv.slice(1)))', '--', ...odd])
      expect(await pod.exit()).toBe(0)
      expect(JSON.parse(Buffer.from(pod.stdout, 'latin1').toString())).toEqual(odd)
    })

    test('the key of the model is in its variable and its file', async () => {
      const env = { GASTOWN_LLM_VARIABLE: 'MODEL_KEY', GASTOWN_LLM_KEY_FILE: '/prompt/prompt' }
      await using pod = start(sh('echo "$MODEL_KEY"; cat "$GASTOWN_LLM_KEY_FILE"'), { env, prompt: 'a $key\n' })
      expect(await pod.exit()).toBe(0)
      expect(pod.stdout).toBe('a $key\na $key\n')
    })

    test('files of the agent are in its home, where it may change them', async () => {
      const homeFiles = { '.agentrc': 'one\n', '.config/agent/settings.json': '{}' }
      await using pod = start(sh('cd; echo two >>.agentrc; cat .agentrc .config/agent/settings.json; find . -type l'), {
        homeFiles,
      })
      expect(await pod.exit()).toBe(0)
      expect(pod.stdout).toBe('one\ntwo\n{}')
      expect(pod.stderr).toBe('')
    })

    test('3,000 lines come complete and in order', async () => {
      await using pod = start(sh('i=0; while [ $i -lt 3000 ]; do echo "line $i"; i=$((i+1)); done'))
      expect(await pod.exit()).toBe(0)
      expect(pod.stdout).toBe(Array.from({ length: 3000 }, (_, i) => `line ${i}\n`).join(''))
    })

    test('the transcript is copied over segments, also when the oldest is gone', async () => {
      await using pod = start(sh('true'), { answer: threeSegments })
      expect(await pod.exit()).toBe(0)
      expect(pod.stdout).toBe('three\nfour \\n\nno line end')
    })

    test('a grandchild that holds the output is ended, in a session of its own too', async () => {
      const [one, two, three] = [unique(), unique(), unique()]
      await using pod = start(sh(`sleep ${one} & setsid sleep ${two} & env -i sleep ${three} & echo started`))
      expect(await pod.exit()).toBe(0)
      expect(pod.stdout).toBe('started\n')
      expect([one, two, three].flatMap(processesNaming)).toEqual([])
    })

    test('a grandchild that ignores TERM is killed', async () => {
      const word = unique()
      const stubborn = `trap : TERM; echo ${word}; while :; do sleep 0.1; done`
      await using pod = start(sh(`sh -c '${stubborn}' & until grep -q ${word} ../../output/raw; do sleep 0.05; done`))
      expect(await pod.exit()).toBe(0)
      expect(processesNaming(word)).toEqual([])
    })

    test('INT comes first', async () => {
      await using pod = start([
        'node',
        '-e',
        "process.on('SIGINT', () => process.exit(42)); setInterval(() => {}, 1000); console.log('up')",
      ])
      await pod.until(() => pod.stdout.includes('up'))
      pod.write('control/stop', 'terminated')
      expect(await pod.exit()).toBe(42)
    })

    test('TERM of the entry ends the agent', async () => {
      const time = unique()
      await using pod = start(sh(`echo up; sleep ${time}`))
      await pod.until(() => pod.stdout.includes('up'))
      pod.signal('SIGTERM')
      expect(await pod.exit()).toBeGreaterThan(128)
      expect(processesNaming(time)).toEqual([])
    })

    test('the soft deadline ends the agent', async () => {
      await using pod = start(sh('echo up; sleep 305'), { env: { GASTOWN_DEADLINE_SECONDS: '60' } })
      await pod.until(() => pod.stdout.includes('up'))
      pod.write('times/setup', `${Math.floor(Date.now() / 1000) - 44}\n`)
      expect(await pod.exit()).toBeGreaterThan(128)
    })

    test('without an answer it goes before the hard deadline', async () => {
      const env = { GASTOWN_DEADLINE_SECONDS: '60' }
      await using pod = start(sh('exit 5'), { env, answer: nothingButTheDeadline })
      expect(await pod.exit()).toBe(5)
    })

    test('40 seconds after somebody asked for the end it goes, after another stop only before the hard deadline', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'gastown-clock-'))
      const clock = openClock(folder)
      const env = { PATH: `${folder}:${process.env['PATH']}`, GASTOWN_DEADLINE_SECONDS: '14400' }
      const argv = sh('trap "echo told" INT; trap "exit 6" TERM; echo up; while :; do sleep 0.1; done')
      const unanswered = { env, answer: () => {} }
      await using full = start(argv, unanswered)
      await using drained = start(argv, unanswered)
      await using asked = start(argv, unanswered)
      const stops = [
        [full, 'disk'],
        [drained, 'drain'],
        [asked, 'terminated'],
      ] as const
      for (const [pod] of stops) await pod.until(() => pod.stdout.includes('up'))
      for (const [pod, word] of stops) pod.write('control/stop', word)
      for (const [pod] of stops) await pod.until(() => pod.stdout.includes('told'))
      // Once it acts by the clock, it has read who asked.
      clock.advance(4)
      for (const [pod] of stops) await pod.until(() => pod.nonces.length > 0)
      clock.advance(40)
      expect(await asked.exit()).toBe(6)
      expect(await drained.exit()).toBe(6)
      expect(full.isRunning).toBe(true)
      rmSync(folder, { recursive: true })
    })

    test('it waits for its own nonce, a final state and the whole transcript', async () => {
      const seen: string[] = []
      await using pod = start(sh('true'), { answer: (_, nonce) => seen.push(nonce) })
      await pod.until(() => seen.length === 1)
      const [nonce = ''] = seen
      const ack = (facts: object) => pod.write('ack/ack.json', JSON.stringify(facts))
      ack({ nonce: 'another', state: 'saved', final: true })
      pod.write('control/transcript-done', `${nonce}\n`)
      ack({ nonce, state: 'failed', final: false })
      pod.write('control/transcript-done', 'another\n')
      ack({ nonce, state: 'saved', final: true })
      pod.write('control/transcript/1', 'the last words\n')
      pod.write('control/transcript-done', `${nonce}\n`)
      expect(await pod.exit()).toBe(0)
      expect(pod.stdout).toBe('the last words\n')
    })

    test('an `ended` that somebody replaced is written again', async () => {
      await using pod = start(sh('exit 9'), { answer: forgeOnce })
      expect(await pod.exit()).toBe(9)
      // Whoever looks only now and then may miss the forged one.
      const own = pod.nonces.filter((nonce) => nonce !== 'forged')
      expect(own).toHaveLength(2)
      expect(JSON.parse(pod.read('output/ended'))).toEqual({ status: 9, nonce: own[1] })
    })

    test('what the agent put in the way of `ended` does not matter', async () => {
      await using pod = start(sh('cd "$HOME/../../output"; mkdir -p ended/x; mkfifo ended.new'))
      expect(await pod.exit()).toBe(0)
      expect(pod.nonces).toHaveLength(1)
    })

    test('a stop from before the start holds', async () => {
      await using pod = start(sh('sleep 306'), { env: { GASTOWN_DEADLINE_SECONDS: '60' } })
      pod.write('control/stop', 'terminated')
      expect(await pod.exit()).toBeGreaterThan(128)
    })
  },
)

function threeSegments(run: EntryRun, nonce: string): void {
  run.write('control/transcript/3', 'three\n')
  run.write('control/transcript/4', 'four \\n\n')
  run.write('control/transcript/5', 'no line end')
  run.acknowledge(nonce)
}

function nothingButTheDeadline(run: EntryRun): void {
  run.write('control/deadline', `${Math.floor(Date.now() / 1000) - 11}\n`)
}

function forgeOnce(run: EntryRun, nonce: string): void {
  if (run.nonces.length === 1) run.write('output/ended', '{"status":0,"nonce":"forged"}\n')
  else if (nonce !== 'forged') run.acknowledge(nonce)
}

let count = 0

/** Seconds of a sleep that no other test sleeps. */
function unique(): string {
  count += 1
  return `${300 + count}.${process.pid}`
}
