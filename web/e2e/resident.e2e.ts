/** What a bad line, a closed page and a hasty finger do to a report: never two, never lost, never sent by itself. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openHouse, type House } from './house'
import { fillReport, sendReport } from './steps'
import { openBrowser, visit } from './visitor'

let house: House
let browser: Browser
const PHONE_NUMBER = '13912345678'
const mine = async () => (await house.ask<{ items: unknown[] }>(PHONE_NUMBER, 'GET', '/reports')).items.length

beforeAll(async () => {
  house = await openHouse()
  browser = await openBrowser()
  await house.resident(PHONE_NUMBER, '李小明')
})
afterAll(async () => {
  await browser?.close()
  await house?.stop()
})

it('keeps a draft through a closed page and a lost line, and never sends it by itself', async () => {
  const visitor = await visit(browser, house, 'resident', { username: PHONE_NUMBER })
  await fillReport(visitor, '路灯不亮已经三天')
  await visitor.context.setOffline(true)
  await visitor.page.waitForSelector('.send p')
  expect(await visitor.page.isDisabled('.send button')).toBe(true)
  await visitor.page.waitForTimeout(600)
  await visitor.page.close()
  await visitor.context.setOffline(false)
  const page = await visitor.context.newPage()
  await page.goto(`${house.url}/#/new`)
  await page.waitForSelector('.restored')
  expect(await page.inputValue('#words')).toBe('路灯不亮已经三天')
  expect(await page.locator('figure img').count()).toBe(2)
  expect(await mine()).toBe(0)
  await sendReport(page)
  expect(await mine()).toBe(1)
  await page.goto(`${house.url}/#/new`)
  await page.waitForSelector('#words')
  expect(await page.inputValue('#words')).toBe('')
  await visitor.leave()
})

it('files one report for a double tap', async () => {
  const visitor = await visit(browser, house, 'resident', { username: PHONE_NUMBER })
  const before = await mine()
  await fillReport(visitor, '井盖缺损，很危险', 1)
  await visitor.page.dblclick('.send button')
  await visitor.page.waitForURL(/filed=1/)
  expect(await mine()).toBe(before + 1)
  await visitor.leave()
})

it('asks again under the same key when the answer is lost, and files one', async () => {
  const visitor = await visit(browser, house, 'resident', { username: PHONE_NUMBER })
  const before = await mine()
  const keys: string[] = []
  let losses = 1
  await visitor.page.route('**/api/v1/reports', async (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    keys.push(route.request().headers()['idempotency-key'] ?? '')
    if (losses > 0) {
      losses -= 1
      await route.fetch()
      return route.abort('connectionreset')
    }
    return route.continue()
  })
  await fillReport(visitor, '占道经营，行人难走', 1)
  await sendReport(visitor.page)
  expect(keys).toHaveLength(2)
  expect(keys[0]).toBe(keys[1])
  expect(await mine()).toBe(before + 1)
  await visitor.leave()
})

it('asks for a login over the form when the session ends, and what was typed is sent after it', async () => {
  const visitor = await visit(browser, house, 'resident', { username: PHONE_NUMBER })
  const before = await mine()
  await fillReport(visitor, '行道树倾倒，压到电线', 1)
  await visitor.context.clearCookies()
  let refused = 0
  await visitor.page.route('**/api/v1/photos', (route) => {
    refused += 1
    if (refused === 1) return route.fulfill({ status: 401, contentType: 'application/problem+json', body: '{"code":"token_expired","status":401,"title":"","type":"about:blank"}' })
    return route.continue()
  })
  await visitor.page.click('.send button')
  await visitor.page.waitForSelector('dialog[open]')
  await visitor.page.fill('dialog [name=username]', PHONE_NUMBER)
  await visitor.page.fill('dialog [name=password]', 'correct horse battery')
  await visitor.page.click('dialog button[type=submit]')
  await visitor.page.waitForURL(/filed=1/)
  expect(await mine()).toBe(before + 1)
  expect(visitor.complaints).toEqual([])
  await visitor.leave()
})
