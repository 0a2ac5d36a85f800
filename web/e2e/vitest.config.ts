import { defineConfig } from 'vitest/config'

/** End to end: the real server, the built pages, Debian's Chromium. Two files at once: a test mostly waits for a page to settle. */
export default defineConfig({
  test: { include: ['e2e/**/*.e2e.ts'], environment: 'node', testTimeout: 300_000, hookTimeout: 120_000, maxWorkers: 2, maxConcurrency: 3 },
})
