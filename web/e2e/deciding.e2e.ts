/** What units ask and the center decides; duplicates side by side; the calendar that limits are reckoned by. */
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { earnTen, keepBusy, reuseAPhoto } from './earn'
import { openHouse, type House } from './house'
import { fillReport, LAMP, sendReport } from './steps'
import { openBrowser, visit, type Visitor } from './visitor'

let house: House
let browser: Browser
const PHONE_NUMBER = '13500005555'
const OTHER_NUMBER = '13500006666'
const DIALOG = '.el-dialog form'
const CALENDAR_FILE = join(import.meta.dirname, '../../samples/calendar-china.csv')

beforeAll(async () => {
  house = await openHouse({ GOLDEN_BEANS__REPORTS__MAJOR_NEEDS_APPROVAL: 'true' })
  browser = await openBrowser()
  await house.resident(PHONE_NUMBER, '冯志强')
  await house.resident(OTHER_NUMBER, '卫兰')
  await keepBusy(house, browser, PHONE_NUMBER)
})
afterAll(async () => {
  await browser?.close()
  await house?.stop()
})

async function sitDown(username: string, hash: string): Promise<Visitor> {
  const visitor = await visit(browser, house, 'console', { username })
  await visitor.go(hash)
  return visitor
}
async function rise(visitor: Visitor): Promise<void> {
  expect(visitor.complaints).toEqual([])
  await visitor.leave()
}
async function send(page: Page, words: string): Promise<void> {
  await page.waitForSelector(DIALOG)
  await page.fill(`${DIALOG} textarea`, words)
  await page.keyboard.press('Control+Enter')
  await page.waitForSelector(DIALOG, { state: 'hidden' })
}
const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key)
}

it('lets a unit sign and ask by keyboard, and the center decide by keyboard', async () => {
  const handler = await sitDown('handler', '/tasks')
  await handler.page.waitForSelector('.panel h1')
  await press(handler.page, 'g')
  await handler.page.waitForSelector('[data-step=sign]', { state: 'detached' })
  await press(handler.page, 'p')
  await handler.page.fill(`${DIALOG} input[type=datetime-local]`, new Date(Date.now() + 9 * 86_400_000).toISOString().slice(0, 16))
  await send(handler.page, '需要等配件到货')
  await handler.page.waitForSelector('.pending:has-text("等待调度中心审批")')

  const dispatcher = await sitDown('dispatcher', '/queue')
  await dispatcher.page.click('.waiting')
  await dispatcher.page.waitForSelector('.cards > li.at')
  await press(dispatcher.page, 'a')
  await send(dispatcher.page, '同意')
  await dispatcher.page.waitForSelector('.empty')
  const task = (await house.ask<{ items: { pause: unknown; signed_at: unknown }[] }>('handler', 'GET', '/unit/reports?status=assigned')).items[0]!
  expect([Boolean(task.pause), Boolean(task.signed_at)]).toEqual([true, true])
  await rise(handler)
  await rise(dispatcher)
})

it('asks a second person before a major case earns anything', async () => {
  const id = (await house.ask<{ items: { id: string }[] }>('dispatcher', 'GET', '/dispatch/reports?status=submitted')).items[0]!.id
  await house.ask('dispatcher', 'POST', `/dispatch/reports/${id}/accept`, {})
  const dispatcher = await sitDown('dispatcher', `/cases/${id}`)
  await dispatcher.page.waitForSelector('.panel h1')
  await press(dispatcher.page, 'c')
  await dispatcher.page.waitForSelector(DIALOG)
  await press(dispatcher.page, '3', 'Control+Enter')
  await dispatcher.page.waitForSelector('.pending:has-text("重大")')
  await rise(dispatcher)
  const admin = await sitDown('admin', `/cases/${id}`)
  await admin.page.click('[data-step=approve]')
  await send(admin.page, '情况属实')
  await admin.page.waitForSelector('.award:has-text("20")')
  await rise(admin)
})

it('puts likely duplicates side by side, and merges by a key', async () => {
  const first = await earnTen(house, browser, PHONE_NUMBER)
  const { id } = await reuseAPhoto(house, browser, OTHER_NUMBER)
  const dispatcher = await sitDown('dispatcher', `/cases/${id}`)
  const { page } = dispatcher
  await page.waitForSelector('.seen a')
  await page.waitForSelector(`[data-duplicate="${first}"]`)
  await press(page, 'd')
  await page.waitForSelector('.sides section:nth-of-type(2)')
  expect(await page.locator('.sides .alike').count()).toBe(2)
  await press(page, 'm')
  await page.waitForSelector('.sides', { state: 'detached' })
  const merged = await house.ask<{ status: string; merged_into: { id: string } }>('dispatcher', 'GET', `/dispatch/reports/${id}`)
  expect([merged.status, merged.merged_into.id]).toEqual(['merged', first])
  await rise(dispatcher)
})

it('takes a mistaken merge back by a key, with a reason', async () => {
  const resident = await visit(browser, house, 'resident', { username: OTHER_NUMBER })
  await fillReport(resident, '路灯杆歪了', 1, LAMP)
  const other = await sendReport(resident.page)
  await fillReport(resident, '对面的路灯不亮', 1, LAMP)
  const own = await sendReport(resident.page)
  await resident.leave()
  await house.ask('dispatcher', 'POST', `/dispatch/reports/${own}/merge`, { into: other })
  const dispatcher = await sitDown('dispatcher', `/cases/${own}`)
  const { page } = dispatcher
  await page.waitForSelector('.steps [data-step=unmerge]')
  await press(page, 'm')
  await send(page, '是另一根灯杆')
  await page.waitForSelector('.steps [data-step=accept]')
  const { status, merged_into } = await house.ask<{ status: string; merged_into: unknown }>('dispatcher', 'GET', `/dispatch/reports/${own}`)
  expect([status, merged_into ?? null]).toEqual(['submitted', null])
  await rise(dispatcher)
})

it('edits the calendar by keyboard and loads a file', async () => {
  const admin = await sitDown('admin', '/calendar')
  const { page } = admin
  await page.focus('[data-day][tabindex="0"]')
  await press(page, 'ArrowRight')
  const on = (await page.getAttribute('[data-day][tabindex="0"]', 'data-day')) ?? ''
  await page.check('input[value=holiday]')
  await page.fill('.name input', '建区日')
  await page.keyboard.press('Tab')
  await page.click('[data-step=save]')
  await page.waitForSelector('.el-message:has-text("日历已保存")')
  const calendar = () => house.ask<{ days: { on: string; kind: string; name: string }[] }>('admin', 'GET', '/calendar')
  expect((await calendar()).days).toContainEqual({ on, kind: 'holiday', name: '建区日' })
  await page.setInputFiles('input[type=file]', CALENDAR_FILE)
  await page.waitForSelector('.el-message:has-text("已导入")')
  expect((await calendar()).days).toContainEqual({ on: '2024-02-04', kind: 'workday', name: '春节调休' })
  await rise(admin)
})
