/** The resident's first load: at most 200 kB compressed, and usable in two seconds on a slow phone and line. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openHouse, type House } from './house'
import { openBrowser } from './visitor'

const MOST_BYTES = 200_000
const MOST_MS = 2_000
/** Chromium's slow 4G: 1.6 Mbit/s down, 750 kbit/s up, 150 ms. */
const SLOW_4G = { offline: false, downloadThroughput: (1.6 * 1024 * 1024) / 8, uploadThroughput: (750 * 1024) / 8, latency: 150 }
const SLOWER_CPU = 4

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
  ['/console', 'console', 400_000],
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

it('is usable in time on a slow phone', async () => {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
  const client = await page.context().newCDPSession(page)
  await client.send('Network.enable')
  await client.send('Network.emulateNetworkConditions', SLOW_4G)
  await client.send('Emulation.setCPUThrottlingRate', { rate: SLOWER_CPU })
  const from = Date.now()
  await page.goto(house.url, { waitUntil: 'commit' })
  await page.waitForSelector('.snap')
  const took_ms = Date.now() - from
  console.log(`resident: usable after ${took_ms} ms`)
  expect(took_ms).toBeLessThanOrEqual(MOST_MS)
})
