/** The whole way, several browsers at once: photo, report, unit, closing, beans, pay code, till, refund, settlement. */
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openHouse, PASSWORD, type House } from './house'
import { charge, fillReport, readCode, sendReport } from './steps'
import { openBrowser, visit } from './visitor'
import { drawPhoto } from './pictures'

let house: House
let browser: Browser
const PHONE_NUMBER = '13812341234'

beforeAll(async () => {
  house = await openHouse()
  browser = await openBrowser()
  await house.resident(PHONE_NUMBER, '李小明')
})
afterAll(async () => {
  await browser?.close()
  await house?.stop()
})

it('goes from a photo to beans, to a till, and back', async () => {
  const resident = await visit(browser, house, 'resident', { username: PHONE_NUMBER })
  const dispatcher = await visit(browser, house, 'console', { username: 'dispatcher' })
  const handler = await visit(browser, house, 'console', { username: 'handler' })
  const cashier = await visit(browser, house, 'shop', { username: 'cashier' })

  await fillReport(resident, '南宁街道麒麟南路12号门口堆满垃圾')
  const id = await sendReport(resident.page)
  await resident.page.waitForSelector('.filed')

  // The dispatcher works by keyboard alone.
  await dispatcher.go('/queue')
  await dispatcher.page.waitForSelector(`#case-${id}`)
  await dispatcher.page.waitForSelector('.panel h1')
  await dispatcher.page.keyboard.press('a')
  await dispatcher.page.waitForSelector('.el-dialog form')
  await dispatcher.page.click('.el-dialog button[type=submit]')
  await dispatcher.page.waitForSelector('.el-dialog', { state: 'hidden' })
  await house.ask('dispatcher', 'POST', `/dispatch/reports/${id}/assign`, { unit_id: house.unit_id })

  await handler.go('/tasks')
  await handler.page.waitForSelector(`#case-${id}`)
  expect(await handler.page.textContent('main')).not.toContain('李')
  await handler.page.click('.steps [data-step=resolve]')
  await handler.page.fill('.el-dialog textarea', '已清运')
  await handler.page.setInputFiles('.el-dialog input[type=file]', await drawPhoto(handler.page, 'after'))
  await handler.page.click('.el-dialog button[type=submit]')
  await handler.page.waitForSelector(`#case-${id}`, { state: 'detached' })

  await dispatcher.go(`/cases/${id}`)
  await dispatcher.page.click('.steps [data-step=verify]')
  await dispatcher.page.click('.el-dialog button[type=submit]')
  await dispatcher.page.waitForSelector('.el-dialog', { state: 'hidden' })
  await dispatcher.page.click('.steps [data-step=close]')
  await dispatcher.page.check('.el-dialog input[value=general]')
  await dispatcher.page.click('.el-dialog button[type=submit]')
  await dispatcher.page.waitForSelector('.award')
  expect(await dispatcher.page.textContent('.award')).toContain('10')

  await resident.go('/pay')
  await charge(cashier.page, await readCode(resident.page), '7.5')
  await cashier.page.waitForSelector('.verdict.yes')
  expect(await cashier.page.textContent('.verdict')).toContain('7.50')
  expect(await cashier.page.textContent('.verdict')).toContain('李*')
  await resident.page.waitForSelector('.paid', { timeout: 10_000 })
  expect(await resident.page.textContent('.paid')).toContain('2.50')

  await cashier.go('/recent')
  await cashier.page.click('li button')
  await cashier.page.fill('[name=beans]', '3')
  await cashier.page.fill('[name=reason]', '顾客退货')
  await cashier.page.click('.sheet button[type=submit]')
  await cashier.page.waitForSelector('.back')
  const wallet = await house.ask<{ balance: string }>(PHONE_NUMBER, 'GET', '/wallet')
  expect(wallet.balance).toBe('5.50')

  const finance = await visit(browser, house, 'console', { username: 'finance' })
  // The proof by which finance logged in is taken for too old.
  let asked = 0
  await finance.page.route('**/settlements', (route) => {
    asked += 1
    if (asked > 1) return route.continue()
    return route.fulfill({ status: 403, contentType: 'application/problem+json', body: '{"code":"proof_required","status":403,"title":"","type":"about:blank"}' })
  })
  await finance.go('/shops')
  await finance.page.click('tbody button')
  await finance.page.fill('.el-dialog input >> nth=0', '4.5')
  await finance.page.fill('.el-dialog input >> nth=1', '11 月转账')
  await finance.page.click('.el-dialog button[type=submit]')
  await finance.page.fill('.el-dialog [name=password]', PASSWORD)
  await finance.page.click('.el-dialog button[type=submit]')
  await finance.page.waitForSelector('.el-dialog', { state: 'hidden' })
  const accounts = await house.ask<{ items: { kind: string; balance: string }[] }>('auditor', 'GET', '/ledger/accounts?kind=shop')
  expect(accounts.items.map((account) => account.balance)).toEqual(['0.00'])

  for (const visitor of [resident, dispatcher, handler, cashier, finance]) {
    expect(visitor.complaints).toEqual([])
    await visitor.leave()
  }
})
