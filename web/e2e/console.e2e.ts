/** The console: ten thousand cases scroll, and a day's work needs no mouse. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { earnTen } from './earn'
import { openHouse, type House } from './house'
import { fillReport, LAMP, MANHOLE, sendReport, TREE, type Kind } from './steps'
import { openBrowser, visit } from './visitor'

let house: House
let browser: Browser
const PHONE_NUMBER = '13400004444'
const CASES = 10_000
const MOST_ROWS_DRAWN = 60

beforeAll(async () => {
  house = await openHouse()
  browser = await openBrowser()
  await house.resident(PHONE_NUMBER, '周小明')
})
afterAll(async () => {
  await browser?.close()
  await house?.stop()
})

/** Files a report that waits to be accepted. */
async function file(words: string, kind: Kind): Promise<string> {
  const resident = await visit(browser, house, 'resident', { username: PHONE_NUMBER })
  await fillReport(resident, words, 1, kind)
  const id = await sendReport(resident.page)
  await resident.leave()
  return id
}

/** Whatever has the focus shows it. */
async function focusShows(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null
    if (!element || element === document.body) return 'nothing has the focus'
    const shown = [element, element.nextElementSibling, element.parentElement?.querySelector('.el-checkbox__inner'), element.closest('label'), element.closest('.el-input__wrapper, .el-select__wrapper, .el-textarea')].some((each) => {
      if (!each) return false
      const style = getComputedStyle(each)
      return (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none'
    })
    return shown ? '' : `${element.tagName} ${element.className} ${element.textContent?.slice(0, 30)}`
  })
}

it('scrolls through ten thousand cases and draws only those in sight', async () => {
  const id = await file('路灯不亮已经三天', LAMP)
  const dispatcher = await visit(browser, house, 'console', { username: 'dispatcher' })
  const one = (await house.ask<{ items: Record<string, unknown>[] }>('dispatcher', 'GET', '/dispatch/reports?status=submitted')).items[0]!
  await dispatcher.page.route(/\/dispatch\/reports\?/, (route) => {
    const query = new URL(route.request().url()).searchParams
    const from = Number(query.get('cursor') ?? 0)
    const to = Math.min(CASES, from + Number(query.get('limit') ?? 50))
    const items = Array.from({ length: to - from }, (_, index) => ({ ...one, id: index + from === 0 ? id : `case-${index + from}`, number: `QL202611-${String(from + index + 1).padStart(6, '0')}` }))
    return route.fulfill({ json: { items, next_cursor: to < CASES ? String(to) : null } })
  })
  await dispatcher.go('/queue')
  await dispatcher.page.waitForSelector('.row')
  const from = performance.now()
  await dispatcher.page.evaluate(async (all) => {
    const holder = document.querySelector<HTMLElement>('.holder')
    const last = `QL202611-${String(all).padStart(6, '0')}`
    while (holder && !document.body.textContent?.includes(last)) {
      holder.scrollTop = holder.scrollHeight
      await new Promise((resolve) => requestAnimationFrame(resolve))
    }
  }, CASES)
  console.log(`${CASES} cases scrolled to their end in ${Math.round(performance.now() - from)} ms`)
  expect(await dispatcher.page.locator('.row').count()).toBeLessThanOrEqual(MOST_ROWS_DRAWN)
  const frames = await dispatcher.page.evaluate(async () => {
    const holder = document.querySelector<HTMLElement>('.holder')!
    const slow: number[] = []
    let before = performance.now()
    for (let step = 0; step < 60; step += 1) {
      holder.scrollTop -= 2_000
      await new Promise((resolve) => requestAnimationFrame(resolve))
      slow.push(performance.now() - before)
      before = performance.now()
    }
    return slow.sort((a, b) => a - b)[30] ?? 0
  })
  console.log(`a frame of scrolling takes ${Math.round(frames)} ms in the middle`)
  await dispatcher.leave()
})

it('works through a case by keyboard alone, and always shows where it is', async () => {
  const id = await file('井盖缺损，夜里很危险', MANHOLE)
  const dispatcher = await visit(browser, house, 'console', { username: 'dispatcher' })
  const { page } = dispatcher
  const dialog = '.el-dialog form'
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key)
  }
  const sent = () => page.waitForSelector(dialog, { state: 'hidden' })
  await dispatcher.go('/queue')
  await page.waitForSelector(`#case-${id}`)
  await page.waitForSelector('.panel h1')
  await press('?')
  await page.waitForSelector('dialog.keys[open]')
  await press('Escape')
  await page.waitForSelector('dialog.keys[open]', { state: 'hidden' })
  // Until the page is drawn again, the focus is still on the button of the dialog that was closed: a key then is the list's already.
  await press('?')
  await page.waitForSelector('dialog.keys[open]')
  await page.evaluate(() => {
    const button = document.activeElement
    document.querySelector<HTMLDialogElement>('dialog.keys')?.close()
    button?.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }))
  })
  await page.waitForSelector('.row.at:has-text("路灯不亮已经三天")')
  await press('k')
  // However fast the keys come, a step is one of the case that the list marks.
  await press('j', 'a')
  await page.waitForSelector(`${dialog}:has-text("路灯不亮已经三天")`)
  await press('Escape')
  await sent()
  await press('k', 'a')
  await page.waitForSelector(`${dialog}:has-text("井盖缺损，夜里很危险")`)
  // The choice of a category has the focus then, and would take Enter for itself.
  await page.waitForFunction((form) => document.activeElement?.closest(form), dialog)
  await press('Control+Enter')
  await sent()

  await dispatcher.go(`/cases/${id}`)
  // Not the queue's, which shows the next case until this page is there.
  await page.waitForSelector('.panel:has-text("井盖缺损，夜里很危险")')
  await press('c')
  await page.waitForSelector(dialog)
  await press('2')
  expect(await page.isChecked('input[value=general]')).toBe(true)
  await press('Control+Enter')
  await page.waitForSelector('.award')
  expect(await page.textContent('.award')).toContain('10')

  const hidden: string[] = []
  for (const path of [`/cases/${id}`, '/queue', '/notices']) {
    await dispatcher.go(path)
    for (let tab = 0; tab < 25; tab += 1) {
      await press('Tab')
      const lost = await focusShows(page)
      if (lost && lost !== 'nothing has the focus') hidden.push(`${path}: ${lost}`)
    }
  }
  expect(hidden).toEqual([])
  expect(dispatcher.complaints).toEqual([])
  await dispatcher.leave()
})

it('shows a name for a reason, and the resident reads who looked', async () => {
  const id = await file('行道树倾倒，压到电线', TREE)
  const dispatcher = await visit(browser, house, 'console', { username: 'dispatcher' })
  await dispatcher.go(`/cases/${id}`)
  expect(await dispatcher.page.textContent('main')).not.toContain('周小明')
  await dispatcher.page.click('.facts button')
  await dispatcher.page.fill('.el-dialog textarea', '需要电话核实地点')
  await dispatcher.page.click('.el-dialog button[type=submit]')
  await dispatcher.page.waitForSelector('.who:has-text("周小明")')
  await dispatcher.leave()
  const resident = await visit(browser, house, 'resident', { username: PHONE_NUMBER })
  await resident.go('/looks')
  await resident.page.waitForSelector('.reason:has-text("需要电话核实地点")')
  await resident.leave()
})

it('tells what a month would have cost under other rules', async () => {
  await earnTen(house, browser, PHONE_NUMBER)
  const admin = await visit(browser, house, 'console', { username: 'admin' })
  await admin.go(`/campaigns/${house.campaign_id}`)
  await admin.page.click('form button[type=submit]')
  await admin.page.waitForSelector('.result')
  // Two cases of ten beans each, as they were awarded.
  expect(await admin.page.textContent('.result .big')).toContain('20')
  expect(admin.complaints).toEqual([])
  await admin.leave()
})
