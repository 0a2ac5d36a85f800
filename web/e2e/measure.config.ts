import { defineConfig } from 'vitest/config'

/** How soon the first page can be used; a figure that only a release build on a quiet machine can tell. */
export default defineConfig({
  test: { include: ['e2e/measure.ts'], environment: 'node', testTimeout: 120_000, hookTimeout: 120_000 },
})
