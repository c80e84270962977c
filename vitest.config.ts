import { defineConfig } from 'vitest/config'

const files = (folders: readonly string[]) => folders.map((folder) => `test/${folder}/**/*.test.{ts,tsx}`)

/** Of what leaves nothing behind in its process: one for each file would cost more than its tests. */
const shared = files([
  'agents',
  'checkout',
  'command-line',
  'oclif',
  'commands',
  'confirm',
  'containers',
  'create',
  'docs',
  'generated',
  'git',
  'kube',
  'logs',
  'operator',
  'outcome',
  'output',
  'polecat',
  'polecats',
  'rig',
  // Of those of snapshots, some give root up.
  'saving/!(snapshot)',
  'secrets',
  'stories',
  'text',
  'view',
  'work',
])

export default defineConfig({
  test: {
    // For what hangs, on however busy a machine: no test stands for a time. Of what is waited for in vain, the message comes first.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 100_000 } },
    pool: 'forks',
    // More than the two processors of a small machine: most stories wait for processes, not for us. The long versions,
    // with a whole cluster beside them, need more of it.
    maxWorkers: process.env['GASTOWN_TEST_FULL'] ? 2 : 6,
    globalSetup: ['test/support/build.ts'],
    projects: [
      { extends: true, test: { name: 'shared', include: shared, isolate: false } },
      { extends: true, test: { name: 'whole', include: ['test/**/*.test.{ts,tsx}'], exclude: shared } },
    ],
  },
})
