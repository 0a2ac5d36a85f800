import { createHash } from 'node:crypto'
import type { Plugin, Rolldown } from 'vite'

/** The worker's own name: the same in every version, so that browsers find the next one. */
const WORKER = 'sw.js'
/** What of the resident's page opens without a network: how it starts, in both languages, and the form. */
const PAGE = 'index.html'
const ENTRY = 'resident'
const WANTED = /\/resident\/views\/NewReportView\.vue$|\/i18n\/en\.json$|\/vant\/es\/locale\/lang\/en-US/

type Bundle = Rolldown.OutputBundle
type Chunk = Rolldown.OutputChunk & { viteMetadata?: { importedCss: Set<string>; importedAssets: Set<string> } }

const chunkOf = (bundle: Bundle, name: string): Chunk | null => {
  const part = bundle[name]
  return part?.type === 'chunk' ? part : null
}
const isOf = (chunk: Chunk, wanted: RegExp): boolean => chunk.moduleIds.some((id) => wanted.test(id))

/** A chunk, all that it imports, and with `later` what it fetches afterwards. */
function gather(bundle: Bundle, name: string, later: boolean, found: Set<string>): void {
  const chunk = chunkOf(bundle, name)
  if (!chunk || found.has(name)) return
  found.add(name)
  for (const file of [...(chunk.viteMetadata?.importedCss ?? []), ...(chunk.viteMetadata?.importedAssets ?? [])]) found.add(file)
  for (const next of chunk.imports) gather(bundle, next, later, found)
  if (later) for (const next of chunk.dynamicImports) gather(bundle, next, later, found)
}

function shellOf(bundle: Bundle): { entry: string; files: string[] } {
  const entry = Object.values(bundle).find((part): part is Chunk => part.type === 'chunk' && part.isEntry && part.name === ENTRY)
  if (!entry) throw new Error(`the build has no entry ${ENTRY}`)
  const found = new Set<string>()
  gather(bundle, entry.fileName, false, found)
  const wanted = entry.dynamicImports.filter((name) => {
    const chunk = chunkOf(bundle, name)
    return chunk && isOf(chunk, WANTED)
  })
  if (wanted.length < 3) throw new Error('the form or the words of the other language are no parts of the build any more')
  for (const name of wanted) gather(bundle, name, true, found)
  return { entry: entry.fileName, files: [...found].sort() }
}

/** Tells the service worker which files make the resident's page, and gives their version a name. */
export function shell(): Plugin {
  return {
    name: 'golden-beans:shell',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const worker = chunkOf(bundle, WORKER)
        const page = bundle[PAGE]
        if (!worker || page?.type !== 'asset') throw new Error(`the build has no ${WORKER} or no ${PAGE}`)
        const { entry, files } = shellOf(bundle)
        const version = createHash('sha256').update(page.source).update(files.join('\n')).update(worker.code).digest('hex').slice(0, 16)
        const told = JSON.stringify({ version, entry, files: ['/', '/bean.svg', ...files.map((file) => `/${file}`)] })
        worker.code = worker.code.replace(/\bSHELL\b/, told)
      },
    },
  }
}
