import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openClock } from '../support/clock.ts'
import { processesNaming } from '../support/processes-naming.ts'
import { EntryRun, shells } from './entry-run.ts'
import { inFull, moreInFull } from '../support/full.ts'

const clocks = mkdtempSync(join(tmpdir(), 'gastown-clocks-'))
afterAll(() => rmSync(clocks, { recursive: true, force: true }))

const tested = inFull(shells, shells.slice(0, 1))

const stops = [
  ['the stop file', (pod: EntryRun) => pod.write('control/stop', 'terminated')],
  ['TERM of the entry', (pod: EntryRun) => pod.signal('SIGTERM')],
] as const

describe.concurrent.each(tested.map((shell) => ({ name: shell.join(' '), shell })))(
  `entry in $name${moreInFull}`,
  ({ shell }) => {
    test.for(stops)('after %s an agent gets INT, then TERM, and is killed with its children', async ([how, stop]) => {
      const mark = `child-of-${shell[0]}-${how.replaceAll(' ', '-')}-${process.pid}`
      const clock = openClock(join(clocks, mark))
      const child = `trap "" INT TERM; while :; do sleep 0.1; done`
      const agent = `sh -c '${child}' ${mark} & trap 'echo got INT' INT; trap 'echo got TERM' TERM; echo up`
      const argv = ['sh', '-c', `${agent}; while :; do sleep 0.1; done`]
      await using pod = new EntryRun(argv, { shell, env: { PATH: `${clock.folder}:${process.env['PATH']}` } })
      await pod.until(() => pod.stdout.includes('up'))
      stop(pod)
      await pod.until(() => pod.stdout.includes('got INT'))
      clock.advance(4)
      await pod.until(() => pod.stdout.includes('got TERM'))
      expect(processesNaming(mark)).not.toEqual([])
      clock.advance(4)
      expect(await pod.exit()).toBe(137)
      expect(processesNaming(mark)).toEqual([])
      expect(pod.stdout.match(/got \w+/g)).toEqual(['got INT', 'got TERM'])
    })
  },
)
