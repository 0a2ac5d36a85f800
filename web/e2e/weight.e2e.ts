/** First loads are light: at most 200 kB compressed for what people have in their hands. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openHouse, type House } from './house'
import { openBrowser } from './visitor'

const MOST_BYTES = 200_000
const MOST_BYTES_AT_A_DESK = 400_000

let house: House
let browser: Browser

beforeAll(async () => {
  house = await openHouse()
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await house?.stop()
})

it.each([
  ['/', 'resident', MOST_BYTES],
  ['/shop', 'shop', MOST_BYTES],
  ['/console', 'console', MOST_BYTES_AT_A_DESK],
] as const)('%s is light', async (path, name, most) => {
  const page = await browser.newPage()
  const client = await page.context().newCDPSession(page)
  let bytes = 0
  await client.send('Network.enable')
  client.on('Network.loadingFinished', (event) => (bytes += event.encodedDataLength))
  await page.goto(`${house.url}${path}`)
  await page.waitForLoadState('networkidle')
  console.log(`${name}: ${Math.round(bytes / 1000)} kB over the line`)
  expect(bytes).toBeLessThanOrEqual(most)
  await page.close()
})

it('sends what the build has compressed, and lets browsers keep what never changes', async () => {
  const ask = (path: string, encoding: string) => fetch(`${house.url}${path}`, { headers: { 'Accept-Encoding': encoding } })
  const page = await ask('/', 'br')
  expect(page.headers.get('cache-control')).toBe('no-cache')
  const script = /\/assets\/resident-[^"]+\.js/.exec(await page.text())?.[0] ?? ''
  const forms = await Promise.all(['br', 'gzip', 'identity', 'br;q=0, gzip'].map((encoding) => ask(script, encoding)))
  expect(forms.map((form) => form.headers.get('content-encoding'))).toEqual(['br', 'gzip', null, 'gzip'])
  expect(new Set(await Promise.all(forms.map((form) => form.text()))).size).toBe(1)
  expect(new Set(forms.map((form) => form.headers.get('etag'))).size).toBe(3)
  for (const form of forms) {
    expect(form.headers.get('cache-control')).toContain('immutable')
    expect(form.headers.get('content-type')).toContain('javascript')
    expect(form.headers.get('vary')).toContain('accept-encoding')
  }
  const known = await fetch(`${house.url}${script}`, { headers: { 'If-None-Match': forms[0]!.headers.get('etag') ?? '', 'Accept-Encoding': 'br' } })
  expect(known.status).toBe(304)
  expect((await fetch(`${house.url}${script}.br`)).status).toBe(404)
  // Its name never changes, and whoever has an old one must find the next.
  const worker = await ask('/sw.js', 'br')
  expect([worker.status, worker.headers.get('cache-control')]).toEqual([200, 'no-cache'])
  expect(worker.headers.get('content-type')).toContain('javascript')
  expect(worker.headers.get('content-security-policy')).toContain("default-src 'self'")
})
