import { defineConfig } from 'vitest/config'

/** End to end: the real server, the built pages, Debian's Chromium. One file after the other, for there are few cores. */
export default defineConfig({
  test: { include: ['e2e/**/*.e2e.ts'], environment: 'node', testTimeout: 300_000, hookTimeout: 120_000, fileParallelism: false },
})
