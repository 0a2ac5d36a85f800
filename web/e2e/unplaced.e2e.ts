/** What programs sent with a place in words: a dispatcher makes cases of it, or refuses it. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fileWithoutAPlace } from './earn'
import { openHouse, type House } from './house'
import { openBrowser, visit } from './visitor'

let house: House
let browser: Browser
const DIALOG = '.el-dialog form'
const ADDRESSES = ['南宁西路88号后门', '寥廓公园东门', '益宁街道菜市场'] as const
const waiting = async () => (await house.ask<{ items: { address: string }[] }>('dispatcher', 'GET', '/dispatch/unplaced-requests')).items.map((each) => each.address)
const seen = (id: string) => house.ask<{ status: string; category: string; location: { lat: number; lng: number; datum: string; address: string } }>('dispatcher', 'GET', `/dispatch/reports/${id}`)
const caseOf = async (page: Page) => /cases\/(.+)$/.exec((await page.getAttribute('.placed a', 'href')) ?? '')?.[1] ?? ''

beforeAll(async () => {
  house = await openHouse()
  browser = await openBrowser()
  for (const address of ADDRESSES) await fileWithoutAPlace(house, address, '垃圾桶满了，没有人清', `程序 ${address}`)
})
afterAll(async () => {
  await browser?.close()
  await house?.stop()
})

it('makes cases of them by keyboard and by pin, and refuses one with a reason', async () => {
  const dispatcher = await visit(browser, house, 'console', { username: 'dispatcher' })
  const { page } = dispatcher
  await dispatcher.go('/queue')
  await page.click('nav a[href="#/unplaced"]')
  await page.waitForSelector(`.cards > li.at:has-text("${ADDRESSES[0]}")`)
  expect(await page.locator('.cards a[href^="https://192.0.2.7"]').first().getAttribute('rel')).toContain('noreferrer')

  // By keyboard alone, with degrees as maps in China tell them.
  await page.keyboard.press('j')
  await page.waitForSelector(`.cards > li.at:has-text("${ADDRESSES[1]}")`)
  await page.keyboard.press('a')
  await page.waitForSelector(`${DIALOG} .leaflet-marker-icon`)
  await page.waitForFunction(() => document.activeElement?.closest('.el-dialog form') !== null)
  await page.focus(`${DIALOG} [name=degrees]`)
  await page.keyboard.type('somewhere')
  await page.waitForSelector('.wrong:has-text("25.4951")')
  expect(await page.isDisabled(`${DIALOG} [type=submit]`)).toBe(true)
  await page.keyboard.press('Control+a')
  await page.keyboard.type('103.7982, 25.4921')
  await page.check('[name=datum][value=gcj02]')
  await page.keyboard.press('Control+Enter')
  await page.waitForSelector('.placed a')
  const typed = await seen(await caseOf(page))
  expect(typed).toMatchObject({ status: 'submitted', category: 'exposed_garbage', location: { lat: 25.4921, lng: 103.7982, datum: 'gcj02', address: ADDRESSES[1] } })
  expect(await waiting()).toEqual([ADDRESSES[0], ADDRESSES[2]])

  // By a tap on the map, under another category and with better words for the place.
  await page.click(`.cards > li:has-text("${ADDRESSES[0]}") [data-step=place]`)
  await page.waitForSelector(`${DIALOG} .leaflet-marker-icon`)
  const map = (await page.locator(`${DIALOG} .map`).boundingBox())!
  await page.mouse.click(map.x + map.width / 2 + 60, map.y + map.height / 2 - 40)
  await page.waitForFunction(() => document.querySelector<HTMLInputElement>('[name=degrees]')?.value)
  await page.fill(`${DIALOG} input[maxlength="200"]`, '南宁西路88号后门，垃圾房旁')
  await page.click(`${DIALOG} .el-select`)
  await page.click('.el-select-dropdown__item:has-text("共享单车乱停")')
  await page.click(`${DIALOG} [type=submit]`)
  await page.waitForSelector(`.cards > li:has-text("${ADDRESSES[0]}")`, { state: 'detached' })
  const tapped = await seen(await caseOf(page))
  expect(tapped).toMatchObject({ category: 'shared_bikes', location: { datum: 'wgs84', address: '南宁西路88号后门，垃圾房旁' } })
  expect(tapped.location.lat).toBeGreaterThan(25.495)
  expect(tapped.location.lng).toBeGreaterThan(103.797)

  await page.keyboard.press('x')
  await page.fill(`${DIALOG} textarea`, '不在本区')
  await page.keyboard.press('Control+Enter')
  await page.waitForSelector('.cards > li', { state: 'detached' })
  expect(await waiting()).toEqual([])
  expect(dispatcher.complaints).toEqual([])
  await dispatcher.leave()
})

it('is not for others', async () => {
  const handler = await visit(browser, house, 'console', { username: 'handler' })
  await handler.go('/unplaced')
  await handler.page.waitForURL(/#\/tasks/)
  expect(await handler.page.locator('nav a[href="#/unplaced"]').count()).toBe(0)
  await handler.leave()
})
