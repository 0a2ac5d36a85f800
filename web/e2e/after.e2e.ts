/** After the closing, and what a resident is told about it: not solved, who looked, and no beans for a while. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { earnTen, publish } from './earn'
import { openHouse, type House } from './house'
import { openBrowser, visit, type Visitor } from './visitor'

let house: House
let browser: Browser
let report: string
const PHONE_NUMBER = '13300005555'

beforeAll(async () => {
  house = await openHouse()
  browser = await openBrowser()
  await house.resident(PHONE_NUMBER, '孙小梅')
  report = await earnTen(house, browser, PHONE_NUMBER)
})
afterAll(async () => {
  await browser?.close()
  await house?.stop()
})

async function expectNothingSerious(visitor: Visitor): Promise<void> {
  const axe = await new AxeBuilder({ page: visitor.page }).analyze()
  expect(axe.violations.filter((each) => each.impact === 'serious' || each.impact === 'critical').map((each) => each.id)).toEqual([])
}

it('tells the server which device it is, the same each time', async () => {
  const visitor = await visit(browser, house, 'resident')
  const devices: (string | undefined)[] = []
  visitor.page.on('request', (request) => {
    if (request.url().endsWith('/auth/login')) devices.push(request.headers()['x-device-id'])
  })
  for (let time = 0; time < 2; time += 1) {
    await visitor.go('/login')
    await visitor.page.fill('[name=username]', PHONE_NUMBER)
    await visitor.page.fill('[name=password]', 'wrong password')
    await visitor.page.click('form button[type=submit]')
    await visitor.page.waitForSelector('form [role=alert]')
  }
  expect(devices[0]).toMatch(/^[0-9a-f]{32}$/)
  expect(devices[1]).toBe(devices[0])
  await visitor.leave()
})

it('shows what was made public to somebody who has no account', async () => {
  await publish(house, report)
  const guest = await visit(browser, house, 'resident')
  await guest.page.click('a[href*="results/"]')
  await guest.page.waitForSelector('.row img')
  expect(await guest.page.textContent('main')).not.toContain('孙')
  expect(guest.complaints).toEqual([])
  await guest.leave()
})

it('opens a closed case again when its reporter says that it is not solved, and leaves the beans', async () => {
  const visitor = await visit(browser, house, 'resident', { username: PHONE_NUMBER })
  await visitor.go(`/reports/${report}`)
  await visitor.page.click('button:has-text("还没解决")')
  await visitor.page.fill('#not-solved', '垃圾只清了一半')
  await expectNothingSerious(visitor)
  await visitor.page.dblclick('button:has-text("提交反馈")')
  await visitor.page.waitForSelector('.line:has-text("您反馈仍未解决")')
  expect(await visitor.page.locator('#not-solved').count()).toBe(0)
  expect((await house.ask<{ balance: string }>(PHONE_NUMBER, 'GET', '/wallet')).balance).toBe('10.00')
  expect(visitor.complaints).toEqual([])
  await visitor.leave()
})

it('says why there are no beans, and takes an appeal', async () => {
  const { id } = await house.ask<{ id: string }>(PHONE_NUMBER, 'GET', '/me')
  const until = new Date(Date.now() + 5 * 86_400_000).toISOString()
  await house.ask('admin', 'POST', `/residents/${id}/suspensions`, { reason: '重复上报同一问题', until })
  const visitor = await visit(browser, house, 'resident', { username: PHONE_NUMBER })
  await visitor.go('/wallet')
  await visitor.page.click('a.note')
  await visitor.page.waitForSelector('.card:has-text("重复上报同一问题")')
  await visitor.page.fill('#appeal', '不是同一处，照片可以证明')
  await expectNothingSerious(visitor)
  await visitor.page.click('button:has-text("提交申诉")')
  await visitor.page.waitForSelector('.waits')
  expect(await visitor.page.locator('#appeal').count()).toBe(0)
  expect(visitor.complaints).toEqual([])
  await visitor.leave()
})
