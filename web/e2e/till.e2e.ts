/** The till on a bad line: never charged twice, and plain words when there is no network. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openHouse, type House } from './house'
import { charge } from './steps'
import { cameraOf, filmQrCode } from './video'
import { openBrowser, visit } from './visitor'
import { earnTen } from './earn'

let house: House
let browser: Browser
const PHONE_NUMBER = '13700001111'
const balance = async () => (await house.ask<{ balance: string }>(PHONE_NUMBER, 'GET', '/wallet')).balance
const code = async () => (await house.ask<{ code: string }>(PHONE_NUMBER, 'POST', '/wallet/pay-code')).code

beforeAll(async () => {
  house = await openHouse()
  browser = await openBrowser()
  await house.resident(PHONE_NUMBER, '王大力')
  await earnTen(house, browser, PHONE_NUMBER)
})
afterAll(async () => {
  await browser?.close()
  await house?.stop()
})

it('asks again under the same key for a lost answer, even after the page was closed', async () => {
  const cashier = await visit(browser, house, 'shop', { username: 'cashier' })
  const keys: string[] = []
  await cashier.page.route('**/checkout/redemptions', async (route) => {
    keys.push(route.request().headers()['idempotency-key'] ?? '')
    await route.fetch()
    return route.abort('connectionreset')
  })
  await charge(cashier.page, await code(), '4')
  await cashier.page.waitForSelector('.verdict.unsure', { timeout: 30_000 })
  expect(await balance()).toBe('6.00')
  await cashier.page.close()
  const page = await cashier.context.newPage()
  await page.goto(`${house.url}/shop`)
  await page.waitForSelector('.verdict.unsure')
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/redemptions')) keys.push(request.headers()['idempotency-key'] ?? '')
  })
  await page.click('.verdict button')
  await page.waitForSelector('.verdict.yes')
  expect(new Set(keys).size).toBe(1)
  expect(await balance()).toBe('6.00')
  await cashier.leave()
})

it('says a clear no, and takes nothing', async () => {
  const cashier = await visit(browser, house, 'shop', { username: 'cashier' })
  await charge(cashier.page, await code(), '99')
  await cashier.page.waitForSelector('.verdict.no')
  expect(await balance()).toBe('6.00')
  await cashier.leave()
})

it('takes what a scanner types wherever the focus is', async () => {
  const cashier = await visit(browser, house, 'shop', { username: 'cashier' })
  await cashier.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await cashier.page.keyboard.type(await code(), { delay: 5 })
  await cashier.page.waitForSelector('.code.complete')
  await cashier.page.keyboard.type('1.5', { delay: 90 })
  await cashier.page.keyboard.press('Enter')
  await cashier.page.waitForSelector('.verdict.yes')
  expect(await balance()).toBe('4.50')
  await cashier.leave()
})

it('takes the next code while the yes still fills the screen', async () => {
  const cashier = await visit(browser, house, 'shop', { username: 'cashier' })
  await charge(cashier.page, await code(), '0.5')
  await cashier.page.waitForSelector('.verdict.yes')
  await cashier.page.keyboard.type(await code(), { delay: 5 })
  await cashier.page.keyboard.press('Enter')
  await cashier.page.waitForSelector('.code.complete')
  expect(await cashier.page.textContent('output')).toBe('0')
  expect(await balance()).toBe('4.00')
  await cashier.leave()
})

it('asks for a lost answer by itself when the line is back', async () => {
  const cashier = await visit(browser, house, 'shop', { username: 'cashier' })
  await cashier.page.route('**/checkout/redemptions', async (route) => {
    await route.fetch()
    await cashier.context.setOffline(true)
    return route.abort('connectionreset')
  })
  await charge(cashier.page, await code(), '0.5')
  await cashier.page.waitForSelector('.verdict.unsure', { timeout: 30_000 })
  await cashier.page.unroute('**/checkout/redemptions')
  await cashier.context.setOffline(false)
  await cashier.page.waitForSelector('.verdict.yes')
  expect(await balance()).toBe('3.50')
  await cashier.leave()
})

it('charges once for a double tap', async () => {
  const cashier = await visit(browser, house, 'shop', { username: 'cashier' })
  const asked: string[] = []
  cashier.page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/redemptions')) asked.push(request.url())
  })
  await cashier.page.fill('[name=pay_code]', await code())
  await cashier.page.click('.pad button:text-is("1")')
  await cashier.page.evaluate(() => {
    const button = document.querySelector<HTMLButtonElement>('.charge')
    button?.click()
    button?.click()
  })
  await cashier.page.waitForSelector('.verdict.yes')
  expect(asked).toHaveLength(1)
  expect(await balance()).toBe('2.50')
  await cashier.leave()
})

it('reads a code with the camera', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'golden-beans-camera-'))
  const film = join(folder, 'code.y4m')
  filmQrCode(await code(), film)
  const seeing = await openBrowser(cameraOf(film))
  const cashier = await visit(seeing, house, 'shop', { username: 'cashier' })
  await cashier.page.click('.scan')
  await cashier.page.waitForSelector('.code.complete')
  await cashier.page.click('.pad button:text-is("2")')
  await cashier.page.click('.charge')
  await cashier.page.waitForSelector('.verdict.yes')
  expect(await balance()).toBe('0.50')
  expect(cashier.complaints).toEqual([])
  await seeing.close()
  rmSync(folder, { recursive: true })
})

it('asks for the PIN of a refund where the shop wants one', async () => {
  await house.ask('admin', 'POST', `/shops/${house.shop_id}/refund-pin`, { pin: '482915' })
  const cashier = await visit(browser, house, 'shop', { username: 'cashier' })
  await cashier.go('/recent')
  await cashier.page.click('li button')
  await cashier.page.fill('[name=beans]', '1')
  await cashier.page.fill('[name=reason]', '顾客退货')
  await cashier.page.fill('[name=pin]', '111111')
  await cashier.page.click('.sheet button[type=submit]')
  await cashier.page.waitForSelector('.sheet [role=alert]')
  expect(await cashier.page.inputValue('[name=pin]')).toBe('')
  await cashier.page.fill('[name=pin]', '482915')
  await cashier.page.click('.sheet button[type=submit]')
  await cashier.page.waitForSelector('.back')
  expect(await balance()).toBe('1.50')
  expect(cashier.complaints).toEqual([])
  await cashier.leave()
})

it('gives back once when the answer to a refund is lost and the sheet is opened again', async () => {
  const cashier = await visit(browser, house, 'shop', { username: 'cashier' })
  const keys: string[] = []
  await cashier.page.route('**/refunds', async (route) => {
    keys.push(route.request().headers()['idempotency-key'] ?? '')
    await route.fetch()
    return route.abort('connectionreset')
  })
  await cashier.go('/recent')
  await cashier.page.click('li >> nth=-1 >> button')
  await cashier.page.fill('[name=beans]', '1')
  await cashier.page.fill('[name=reason]', '金额输错')
  await cashier.page.fill('[name=pin]', '482915')
  await cashier.page.click('.sheet button[type=submit]')
  await cashier.page.waitForSelector('.sheet [role=alert]')
  await cashier.page.unroute('**/refunds')
  await cashier.page.reload()
  cashier.page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/refunds')) keys.push(request.headers()['idempotency-key'] ?? '')
  })
  await cashier.page.click('li >> nth=-1 >> button')
  await cashier.page.waitForSelector('.sheet .lost')
  await cashier.page.fill('[name=pin]', '482915')
  await cashier.page.click('.sheet button[type=submit]')
  await cashier.page.waitForSelector('.sheet', { state: 'detached' })
  expect(new Set(keys).size).toBe(1)
  expect(await balance()).toBe('2.50')
  await cashier.leave()
})

it('says plainly that there is no network', async () => {
  const cashier = await visit(browser, house, 'shop', { username: 'cashier' })
  await cashier.context.setOffline(true)
  await cashier.page.waitForSelector('.offline')
  expect(await cashier.page.isDisabled('.charge')).toBe(true)
  await cashier.leave()
})
