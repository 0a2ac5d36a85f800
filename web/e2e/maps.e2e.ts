/** A map that the district has chosen: fetched from its host and no other, with its owner's name, and every pin where it belongs. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inDatum, type Place, type Point } from '../src/shared/lib/datum'
import { openHouse, type House } from './house'
import { fillReport, sendReport } from './steps'
import { openBrowser, visit, type Visitor } from './visitor'

let house: House
let browser: Browser
let tiles: Server
let host: string
const asked: { path: string; referer: string }[] = []
const PHONE_NUMBER = '13387654321'
const CREDIT = '测试地图 GS(2024)0000号 <b>'
/** Where the phone of a visitor is. */
const HERE: Place = { lat: 25.4951, lng: 103.7968, datum: 'wgs84' }
/** A grey square of one pixel. */
const SQUARE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mO4AgAA0gDRx8NbuAAAAABJRU5ErkJggg==', 'base64')
/** A pixel of zoom 16, in degrees, and something for rounding. */
const CLOSE = 4e-5

beforeAll(async () => {
  tiles = createServer((request, answer) => {
    asked.push({ path: request.url ?? '', referer: request.headers.referer ?? '' })
    answer.writeHead(200, { 'Content-Type': 'image/png' })
    answer.end(SQUARE)
  })
  await new Promise<void>((resolve) => tiles.listen(0, '127.0.0.1', resolve))
  host = `http://127.0.0.1:${(tiles.address() as AddressInfo).port}`
  house = await openHouse({
    GOLDEN_BEANS__MAP__TILE_URLS: `["${host}/ground/{z}/{x}/{y}.png", "${host}/names/{z}/{x}/{y}.png"]`,
    GOLDEN_BEANS__MAP__TILE_ATTRIBUTION: CREDIT,
    GOLDEN_BEANS__MAP__TILE_DATUM: 'gcj02',
  })
  browser = await openBrowser()
  await house.resident(PHONE_NUMBER, '尤志远')
})
afterAll(async () => {
  await browser?.close()
  await house?.stop()
  tiles?.close()
})

/** What a point of the screen is on the ground, in the degrees of the square that is drawn there. */
function underneath(page: Page, x: number, y: number): Promise<Point | null> {
  return page.evaluate(
    ([x, y]) => {
      for (const square of document.querySelectorAll<HTMLImageElement>('img.leaflet-tile-loaded')) {
        const box = square.getBoundingClientRect()
        if (x < box.left || x >= box.right || y < box.top || y >= box.bottom) continue
        const [, z, column, row] = /\/(\d+)\/(\d+)\/(\d+)\.png/.exec(square.src)!.map(Number) as [number, number, number, number]
        const world = 2 ** z
        const east = (column + (x - box.left) / box.width) / world
        const south = (row + (y - box.top) / box.height) / world
        return { lat: (Math.atan(Math.sinh(Math.PI * (1 - 2 * south))) * 180) / Math.PI, lng: east * 360 - 180 }
      }
      return null
    },
    [x, y] as const,
  )
}
/** Where the pin's tip is. */
async function tip(page: Page): Promise<{ x: number; y: number }> {
  const box = (await page.locator('.leaflet-marker-icon').boundingBox())!
  return { x: box.x + 16, y: box.y + 39 }
}
async function pinned(page: Page): Promise<Point | null> {
  await page.waitForSelector('img.leaflet-tile-loaded')
  await page.locator('.leaflet-marker-icon').scrollIntoViewIfNeeded()
  const { x, y } = await tip(page)
  await expect.poll(() => underneath(page, x, y), { timeout: 10_000 }).not.toBeNull()
  return underneath(page, x, y)
}
function near(found: Point | null, wanted: Point): void {
  expect(Math.abs((found?.lat ?? 0) - wanted.lat), `${JSON.stringify(found)} ${JSON.stringify(wanted)}`).toBeLessThan(CLOSE)
  expect(Math.abs((found?.lng ?? 0) - wanted.lng), `${JSON.stringify(found)} ${JSON.stringify(wanted)}`).toBeLessThan(CLOSE)
}
/** Everything but the map's own squares. */
const others = (visitor: Visitor) => visitor.complaints.filter((complaint) => !complaint.startsWith(`foreign: ${host}/`))

it('puts the pin of a phone on the right house, and tells where was tapped as satellites do', async () => {
  const visitor = await visit(browser, house, 'resident', { username: PHONE_NUMBER })
  const { page } = visitor
  await fillReport(visitor, '人行道地砖破损', 1)
  near(await pinned(page), inDatum(HERE, 'gcj02'))
  expect(await page.textContent('.gb-map-credit')).toBe(CREDIT)

  const { x, y } = await tip(page)
  await page.mouse.click(x + 40, y - 30)
  await page.waitForFunction((before) => !document.querySelector('.state')?.textContent?.includes(before), HERE.lat.toFixed(5))
  const told = /(-?\d+\.\d+)\D+(\d+\.\d+)/.exec((await page.textContent('.state')) ?? '')!
  const there = (await underneath(page, x + 40, y - 30))!
  near({ lat: Number(told[1]), lng: Number(told[2]) }, inDatum({ ...there, datum: 'gcj02' }, 'wgs84'))

  const id = await sendReport(page)
  const seen = await house.ask<{ location: Place }>('dispatcher', 'GET', `/dispatch/reports/${id}`)
  expect(seen.location.datum).toBe('wgs84')
  near(seen.location, inDatum({ ...there, datum: 'gcj02' }, 'wgs84'))
  near(await pinned(page), there)

  expect(asked.some((each) => each.path.startsWith('/ground/')) && asked.some((each) => each.path.startsWith('/names/'))).toBe(true)
  expect(new Set(asked.map((each) => each.referer))).toEqual(new Set([`${house.url}/`]))
  expect(others(visitor)).toEqual([])
  await visitor.leave()
})

it('shows the center where problems are on the same map', async () => {
  const dispatcher = await visit(browser, house, 'console', { username: 'dispatcher' })
  const { page } = dispatcher
  await dispatcher.go('/heat')
  await page.waitForSelector('[role=status]:has-text("1")')
  await page.waitForSelector('img.leaflet-tile-loaded')
  expect(await page.textContent('.gb-map-credit')).toBe(CREDIT)
  const { items } = await house.ask<{ items: { id: string; location: Place }[] }>('dispatcher', 'GET', '/dispatch/reports')
  await dispatcher.go(`/cases/${items[0]!.id}`)
  near(await pinned(page), inDatum(items[0]!.location, 'gcj02'))
  expect(others(dispatcher)).toEqual([])
  await dispatcher.leave()
})

it('lets pictures come from that host and from no other', async () => {
  for (const path of ['/', '/console']) {
    const policy = (await fetch(`${house.url}${path}`)).headers.get('content-security-policy') ?? ''
    expect(/img-src ([^;]*)/.exec(policy)?.[1]).toBe(`'self' data: blob: ${host}`)
  }
  const page = await browser.newPage()
  await page.goto(house.url)
  const other = createServer((_request, answer) => answer.end(SQUARE))
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const loads = (from: string) => page.evaluate((url) => new Promise<boolean>((resolve) => {
    const picture = new Image()
    picture.onload = () => resolve(true)
    picture.onerror = () => resolve(false)
    picture.src = url
  }), `${from}/ground/1/1/1.png`)
  expect(await loads(host)).toBe(true)
  expect(await loads(`http://127.0.0.1:${(other.address() as AddressInfo).port}`)).toBe(false)
  other.close()
  await page.close()
})
