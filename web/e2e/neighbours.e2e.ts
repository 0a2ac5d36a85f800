/** What several people share: a report near by is followed instead of filed again, and a question is answered. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openHouse, type House } from './house'
import { drawPhoto } from './pictures'
import { fillReport, LAMP, sendReport } from './steps'
import { openBrowser, visit, type Visitor } from './visitor'

let house: House
let browser: Browser
let report: string
const FIRST = '13200006666'
const SECOND = '13200007777'

beforeAll(async () => {
  house = await openHouse()
  browser = await openBrowser()
  await house.resident(FIRST, '吴大明')
  await house.resident(SECOND, '郑小云')
  const first = await visit(browser, house, 'resident', { username: FIRST })
  await fillReport(first, '路灯不亮已经三天', 1, LAMP)
  report = await sendReport(first.page)
  await first.leave()
})
afterAll(async () => {
  await browser?.close()
  await house?.stop()
})

/** What fades in has the colours of its end only then. */
async function stillness(visitor: Visitor): Promise<void> {
  await visitor.page.evaluate(async () => {
    const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve))
    await frame()
    await frame()
    const ending = document.getAnimations().filter((each) => each.effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(ending.map((each) => each.finished))
  })
}

async function expectNothingSerious(visitor: Visitor): Promise<void> {
  await stillness(visitor)
  const axe = await new AxeBuilder({ page: visitor.page }).analyze()
  expect(axe.violations.filter((each) => each.impact === 'serious' || each.impact === 'critical').map((each) => each.id)).toEqual([])
}

it('follows what is reported near by instead of filing it again, and stops', async () => {
  const second = await visit(browser, house, 'resident', { username: SECOND })
  const { page } = second
  await fillReport(second, '这里的路灯坏了', 1, LAMP)
  await page.waitForSelector('.near li')
  expect(await page.textContent('.near')).not.toContain('路灯不亮已经三天')
  await expectNothingSerious(second)
  await page.click('.near li button')
  await page.waitForSelector('.van-dialog__confirm')
  await expectNothingSerious(second)
  await page.click('.van-dialog__confirm')
  await page.waitForURL(/show=joined/)
  await page.waitForSelector('.acts button')
  await page.waitForSelector('.van-dialog', { state: 'hidden' })
  await expectNothingSerious(second)
  expect((await house.ask<{ items: unknown[] }>(SECOND, 'GET', '/reports')).items).toHaveLength(0)
  expect((await house.ask<{ joined: number }>('dispatcher', 'GET', `/dispatch/reports/${report}`)).joined).toBe(1)
  await page.click('.acts button')
  await page.waitForSelector('.acts', { state: 'detached' })
  expect((await house.ask<{ joined: number }>('dispatcher', 'GET', `/dispatch/reports/${report}`)).joined).toBe(0)
  expect(second.complaints).toEqual([])
  await second.leave()
})

it('answers what the unit asks with words and a photo, once', async () => {
  await house.ask('dispatcher', 'POST', `/dispatch/reports/${report}/accept`, {})
  await house.ask('dispatcher', 'POST', `/dispatch/reports/${report}/assign`, { unit_id: house.unit_id })
  const first = await visit(browser, house, 'resident', { username: FIRST })
  const { page } = first
  await first.go(`/reports/${report}`)
  await page.waitForSelector('.line')
  await house.ask('handler', 'POST', `/unit/reports/${report}/ask`, { question: '是哪一根灯杆？' })
  // Whoever has the page open is shown the question without asking for it.
  await page.waitForSelector('#answer')
  await first.go('/reports')
  await page.click('a:has(.asked)')
  await page.waitForSelector('.asked:has-text("是哪一根灯杆？")')
  await page.fill('#answer', '12 号门口那一根')
  await page.setInputFiles('form input[type=file][multiple]', await drawPhoto(page, '灯杆'))
  await page.waitForSelector('form figure img')
  await expectNothingSerious(first)
  // The answer arrives, and what the server says to it does not.
  let losses = 1
  await page.route('**/answer', async (route) => {
    if (losses === 0) return route.continue()
    losses -= 1
    await route.fetch()
    return route.abort('connectionreset')
  })
  await page.click('button:has-text("提交答复")')
  await page.waitForSelector('form [role=alert]')
  await page.click('button:has-text("提交答复")')
  await page.waitForSelector('.line .said:has-text("12 号门口那一根")')
  expect(await page.locator('#answer').count()).toBe(0)
  expect(first.complaints).toEqual([])
  const told = await house.ask<{ photos: { before: unknown[] } }>('handler', 'GET', `/unit/reports/${report}`)
  expect(told.photos.before).toHaveLength(2)
  await first.leave()
})
