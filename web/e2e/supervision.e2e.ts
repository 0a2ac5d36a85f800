/** The rooms of those who supervise: figures, what looks like gaming, look-backs; and what only an admin sets up. */
import { readFileSync } from 'node:fs'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { earnTen, keepBusy, reuseAPhoto } from './earn'
import { openHouse, type House } from './house'
import { openBrowser, visit, type Visitor } from './visitor'

let house: House
let browser: Browser
let report: string
const PHONE_NUMBER = '13500003333'
const OTHER_NUMBER = '13500004444'
const DIALOG = '.el-dialog form'

beforeAll(async () => {
  house = await openHouse()
  browser = await openBrowser()
  await house.resident(PHONE_NUMBER, '孙晓燕')
  await house.resident(OTHER_NUMBER, '钱进')
  report = await earnTen(house, browser, PHONE_NUMBER)
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
const sent = (page: Page) => page.waitForSelector(DIALOG, { state: 'hidden' })

it('counts what was reported, evaluates units, and takes the table out', async () => {
  const auditor = await sitDown('auditor', '/figures')
  const { page } = auditor
  await page.waitForSelector('canvas')
  expect(await page.textContent('.cards section >> nth=0')).toContain('3')
  await page.click('.head .chip >> nth=3')
  await page.click('.two summary >> nth=0')
  await page.waitForSelector('.two table:has-text("区城市管理局")')
  expect(await page.textContent('.gb-table:has(tfoot), .gb-table:has(tbody th)')).toContain('区城市管理局')
  const [file] = await Promise.all([page.waitForEvent('download'), page.click('[data-export=csv]')])
  expect(file.suggestedFilename()).toMatch(/^evaluation-.*\.csv$/)
  expect(readFileSync(await file.path(), 'utf8')).toContain('区城市管理局')
  await auditor.go('/heat')
  await page.waitForSelector('[role=status]:has-text("3")')
  await page.waitForFunction(() => document.querySelectorAll('.heat canvas').length > 0)
  await auditor.go('/exports')
  expect(await page.textContent('tbody')).toContain('CSV')
  await rise(auditor)
})

it('shows what looks like gaming with its evidence, and people decide', async () => {
  const { resident_id } = await reuseAPhoto(house, browser, OTHER_NUMBER)
  const admin = await sitDown('admin', '/anomalies')
  const { page } = admin
  await page.click('.page-head button')
  const card = '.cards > li:has-text("照片重复使用")'
  await page.waitForSelector(card)
  expect(await page.locator(`${card} tbody a`).count()).toBe(2)
  await page.click(`${card} .suspend button:has-text("钱")`)
  await page.fill(`${DIALOG} textarea`, '同一张照片重复上报')
  await page.keyboard.press('Control+Enter')
  await sent(page)
  await page.click(`${card} [data-decide=confirmed]`)
  await page.fill(`${DIALOG} textarea`, '两张照片完全一样')
  await page.keyboard.press('Control+Enter')
  await page.waitForSelector(card, { state: 'detached' })

  await house.ask(OTHER_NUMBER, 'POST', '/me/earning/appeal', { words: '照片是邻居给的' })
  await admin.go('/suspensions')
  await page.click('.chip >> nth=1')
  await page.click('[data-step=answer]')
  await page.check(`${DIALOG} input[value=lifted]`)
  await page.fill(`${DIALOG} textarea`, '情况属实，解除')
  await page.keyboard.press('Control+Enter')
  await sent(page)
  const suspensions = await house.ask<{ items: { state: string }[] }>('admin', 'GET', `/suspensions?resident_id=${resident_id}`)
  expect(suspensions.items.map((each) => each.state)).toEqual(['lifted'])
  await rise(admin)
})

it('draws a sample by its seed, and corrects a grade by keyboard', async () => {
  const admin = await sitDown('admin', '/look-backs')
  const { page } = admin
  await page.click('.page-head button')
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  for (const place of [0, 1]) await page.fill(`${DIALOG} input[type=date] >> nth=${place}`, today)
  await page.fill(`${DIALOG} input[inputmode=numeric]`, '100')
  await page.fill(`${DIALOG} input[maxlength="64"]`, '2024-07')
  await page.click(`${DIALOG} button[type=submit]`)
  await page.waitForSelector(`#case-${report}`)
  await page.waitForSelector('.panel h1')
  await page.keyboard.press('f')
  await page.waitForSelector(DIALOG)
  await page.check(`${DIALOG} input[value=wrong_grade]`)
  await page.check(`${DIALOG} input[value=minor]`)
  await page.fill(`${DIALOG} textarea`, '只有两辆车')
  await page.keyboard.press('Control+Enter')
  await sent(page)
  await page.waitForSelector(`#case-${report}`, { state: 'detached' })
  expect(await page.textContent('.list header')).toContain('100%')
  const wallet = await house.ask<{ balance: string }>(PHONE_NUMBER, 'GET', '/wallet')
  expect(wallet.balance).toBe('5.00')
  await rise(admin)
})

it('notes a call back, and counts what waits', async () => {
  const dispatcher = await sitDown('dispatcher', `/cases/${report}`)
  const { page } = dispatcher
  await page.click('[data-step=follow-up]')
  await page.check(`${DIALOG} input[value=satisfied]`)
  await page.click(`${DIALOG} button[type=submit]`)
  await sent(page)
  await page.waitForSelector('.state.good')
  const open = (await house.ask<{ items: { id: string }[] }>('dispatcher', 'GET', '/dispatch/reports?status=assigned')).items[0]!
  await house.ask('dispatcher', 'POST', `/dispatch/reports/${open.id}/supervise`, { reason: '临近学校' })
  await dispatcher.go('/queue')
  await page.waitForSelector('.chip:has-text("督办"):has-text("1")')
  await page.click('.chip[aria-pressed=true]')
  await page.click('.chip:has-text("督办")')
  await page.waitForSelector(`#case-${open.id} .supervised`)
  expect(await page.locator('.row[role=option]').count()).toBe(1)
  await rise(dispatcher)
})

it('shows a key once, sets limits for every stage, and verifies with progress', async () => {
  const admin = await sitDown('admin', '/api-keys')
  const { page } = admin
  await page.click('.page-head button')
  await page.fill(`${DIALOG} input[type=text]`, '智慧社区')
  await page.click(`${DIALOG} button[type=submit]`)
  const key = (await page.textContent('.el-dialog code')) ?? ''
  expect(key.length).toBeGreaterThan(20)
  await page.click('.el-dialog .el-button--primary')
  await page.waitForSelector('tbody tr:has-text("智慧社区")')
  expect(await page.textContent('body')).not.toContain(key)
  await page.click('tbody tr button')
  await page.click('.el-message-box .el-button--primary')
  await page.waitForSelector('tbody tr:has-text("已吊销")')

  await admin.go('/categories')
  await page.click('li button >> nth=0')
  await page.fill('[data-limit=triage] input, input[data-limit=triage]', '2')
  await page.click(`${DIALOG} button[type=submit]`)
  await sent(page)
  const settings = await house.ask<{ items: { limits: { triage: unknown; handling: unknown } }[] }>('admin', 'GET', '/categories/settings')
  expect(settings.items.find((each) => each.limits.triage)?.limits).toMatchObject({ triage: { amount: 2, unit: 'working_hours' }, handling: { amount: 24, unit: 'hours' } })
  await rise(admin)

  const auditor = await sitDown('auditor', '/verify')
  await auditor.page.click('.page-head button')
  await auditor.page.waitForSelector('.result.ok')
  await rise(auditor)
})
