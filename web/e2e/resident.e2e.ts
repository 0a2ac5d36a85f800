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

it('opens the form where there is no network, and says so of a page that it cannot fetch', async () => {
  const visitor = await visit(browser, house, 'resident', { username: PHONE_NUMBER })
  await visitor.go('/')
  await visitor.page.waitForSelector('.snap')
  await visitor.context.setOffline(true)
  await visitor.page.click('a.camera')
  await visitor.page.waitForSelector('#words')
  await visitor.page.click('.back')
  await visitor.page.click('nav a[href="#/me"]')
  await visitor.page.waitForSelector('.late')
  await visitor.context.setOffline(false)
  await visitor.page.waitForSelector('.who')
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

it('sends the photos of an old draft once more when the server has cleared them away', async () => {
  const visitor = await visit(browser, house, 'resident', { username: PHONE_NUMBER })
  const before = await mine()
  let uploads = 0
  let refusals = 1
  visitor.page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/v1/photos')) uploads += 1
  })
  await visitor.page.route('**/api/v1/reports', (route) => {
    if (route.request().method() !== 'POST' || refusals === 0) return route.continue()
    refusals -= 1
    const body = { code: 'validation_failed', status: 422, title: '', type: 'about:blank', detail: '', request_id: '', errors: [{ field: 'photo_ids[0]', code: 'unknown_photo', detail: '' }] }
    return route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify(body) })
  })
  await fillReport(visitor, '护栏破损，存在隐患', 2)
  await sendReport(visitor.page)
  expect(uploads).toBe(4)
  expect(await mine()).toBe(before + 1)
  await visitor.leave()
})

it('names a wrong field in the language of the page', async () => {
  const visitor = await visit(browser, house, 'resident', { username: PHONE_NUMBER })
  await visitor.page.route('**/api/v1/reports', (route) => {
    if (route.request().method() !== 'POST') return route.continue()
    const body = { code: 'validation_failed', status: 422, title: '', type: 'about:blank', detail: '', request_id: '', errors: [{ field: 'description', code: 'text_too_long', detail: 'must not have more than 2000 characters' }] }
    return route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify(body) })
  })
  await fillReport(visitor, '公厕很脏', 1)
  await visitor.page.click('.send button')
  await visitor.page.waitForSelector('[role=alert]:has-text("说明太长了，请精简。")')
  await visitor.leave()
})

it('does not take a line that was away for the end of a session', async () => {
  const visitor = await visit(browser, house, 'resident', { username: PHONE_NUMBER })
  await visitor.page.route('**/api/v1/auth/refresh', (route) => route.abort('connectionreset'))
  await visitor.go('/wallet')
  await visitor.page.waitForSelector('.purse')
  await visitor.page.reload()
  await visitor.page.waitForSelector('[role=alert] button')
  await visitor.page.unroute('**/api/v1/auth/refresh')
  await visitor.page.click('[role=alert] button')
  await visitor.page.waitForSelector('.purse')
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
