import { defineConfig } from 'vitest/config'

/** Writes a picture of every page in both languages to `docs/screenshots`. */
export default defineConfig({
  test: { include: ['e2e/screenshots.ts'], environment: 'node', testTimeout: 600_000, hookTimeout: 120_000 },
})
