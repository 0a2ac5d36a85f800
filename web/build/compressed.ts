import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const COMPRESSES_WELL = /\.(js|css|html|svg|json|wasm)$/
/** Below this a packet is a packet. */
const SMALLEST_BYTES = 1_000

/**
 * Leaves beside every file what it is compressed, as small as it gets: the server sends that, and compresses nothing
 * while somebody waits.
 */
export function compressed(): Plugin {
  let folder = 'dist'
  return {
    name: 'golden-beans:compressed',
    apply: 'build',
    configResolved(config) {
      folder = config.build.outDir
    },
    closeBundle() {
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!COMPRESSES_WELL.test(name)) continue
        const path = join(folder, name)
        const plain = readFileSync(path)
        if (plain.length < SMALLEST_BYTES) continue
        writeFileSync(`${path}.br`, brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } }))
        writeFileSync(`${path}.gz`, gzipSync(plain, { level: 9 }))
      }
    },
  }
}
