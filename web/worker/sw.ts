/**
 * Keeps the resident's page on the phone, so that it opens where there is no network and a report can be written there.
 * It keeps files of the build and nothing else: what the server says of anybody, photos and tokens pass by untouched, and
 * nothing is ever sent from here.
 *
 * A version's files are kept together, and only files of its own version are handed out with its page. A new version waits
 * until no page of the old one is open.
 */

/** The page and what it needs, written here by the build (`build/shell.ts`). */
declare const SHELL: { version: string; entry: string; files: readonly string[] }
declare const self: ServiceWorkerGlobalScope

const PAGE = '/'
const PREFIX = 'shell-'
const { version, entry, files } = SHELL
const CACHE = PREFIX + version
/** On a line that answers no sooner, the kept page is the better one. */
const PATIENCE_MS = 4_000

async function keep(): Promise<void> {
  const cache = await caches.open(CACHE)
  await Promise.all(
    files.map(async (path) => {
      // All but the page have a hash of their content in their name: the version before may have them already.
      const before = path === PAGE ? undefined : await caches.match(path, { ignoreVary: true })
      const file = before ?? (await fetch(path, { cache: path === PAGE ? 'no-store' : 'default', credentials: 'omit' }))
      if (!file.ok || file.redirected) throw new Error(`${path}: ${file.status}`)
      // While servers are updated one may answer with this program and the next with the page of another version.
      if (path === PAGE && !(await file.clone().text()).includes(entry)) throw new Error('the page is of another version')
      await cache.put(path, file)
    }),
  )
}

async function forgetOthers(): Promise<void> {
  const names = await caches.keys()
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)))
}

async function kept(path: string): Promise<Response | undefined> {
  return (await caches.open(CACHE)).match(path, { ignoreVary: true })
}

/** The server's page; the kept one where no line, no server or no patience is. */
async function page(request: Request): Promise<Response> {
  const fresh = fetch(request)
  fresh.catch(() => undefined)
  const late = new Promise<null>((resolve) => setTimeout(resolve, PATIENCE_MS, null))
  const answer = await Promise.race([fresh, late]).catch(() => null)
  if (answer && answer.status < 500) return answer
  return (await kept(PAGE)) ?? answer ?? fresh
}

self.addEventListener('install', (event) => event.waitUntil(keep()))
self.addEventListener('activate', (event) => event.waitUntil(forgetOthers()))
self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin || !files.includes(pathname)) return
  if (pathname !== PAGE) event.respondWith(kept(pathname).then((file) => file ?? fetch(request)))
  else if (request.mode === 'navigate') event.respondWith(page(request))
})

// Makes this file a module to the type checker; the build leaves nothing of it.
export {}
