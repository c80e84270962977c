import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // More than the two processors of a small machine: most stories wait for processes, not for us. The long versions,
    // with a whole cluster beside them, need more of it.
    maxWorkers: process.env['GASTOWN_TEST_FULL'] === '1' ? 3 : 4,
    globalSetup: ['test/support/build.ts'],
  },
})
