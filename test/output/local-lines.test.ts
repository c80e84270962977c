import { expect, test } from 'vitest'
import { localLines } from '../../src/output/local-lines.ts'
import type { LocalState } from '../../src/runtime.ts'

const state = { running: true, dataFolder: '/data', kubeconfig: '/data/kubeconfig', pid: 7, sandboxed: true }
const sandboxLine = (more: object) => localLines({ ...state, ...more }).find((line) => line.startsWith('sandbox:'))

test('the sandbox: there, without its filter, or not there, and why', () => {
  expect(sandboxLine({})).toBe('sandbox:    agents run in one')
  expect(sandboxLine({ unfiltered: 'bwrap is old' })).toBe(
    'sandbox:    agents run in one, without a system call filter: bwrap is old',
  )
  expect(sandboxLine({ unsized: 'bwrap is old' })).toBe(
    'sandbox:    agents run in one, without a size limit of its /dev/shm: bwrap is old',
  )
  expect(sandboxLine({ sandboxed: false, why: 'no bwrap' })).toBe('sandbox:    none: no bwrap')
})

const running = (more: object) => localLines({ ...state, ...more })[0]

test('whether it runs, or is about to', () => {
  expect(running({})).toBe('running:    yes, process 7')
  expect(running({ running: false, changing: true })).toBe('running:    no, process 7 is starting or stopping')
  expect(running({ running: false, pid: undefined })).toBe('running:    no')
})

test('folders that stay though their pod is gone', () => {
  const lines = localLines({ ...state, stayedFolders: ['/data/pods/.removed-1'] })
  expect(lines.at(-1)).toBe('stays:      /data/pods/.removed-1, of a pod that is gone; see: gastown clean orphans -A')
})

const line = (limits: LocalState['limits']) => localLines({ ...state, limits }).find((one) => one.startsWith('limits:'))

test('limits: which hold, which do not, and why', () => {
  expect(line({ memory: true, cpu: true, processes: 'run', disk: true })).toBe(
    'limits:     memory, processes, CPU and disk of each agent',
  )
  expect(line({ memory: false, cpu: false, processes: 'user', disk: true, why: 'cgroups are closed' })).toBe(
    'limits:     disk of each agent; not memory, processes and CPU (cgroups are closed); processes are counted for all of yours together',
  )
  expect(line({ memory: true, cpu: false, processes: 'run', disk: false, why: 'no cpu' })).toBe(
    'limits:     memory and processes of each agent; not CPU and disk (no cpu)',
  )
})
