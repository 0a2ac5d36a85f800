/** Without a line the page opens all the same, with the draft in it; it keeps nobody's things, and makes way for its next version. */
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openHouse, type House } from './house'
import { openLine, type Line } from './line'
import { fillReport, sendReport } from './steps'
import { openBrowser, visit, type Visitor } from './visitor'

let house: House
let line: Line
let browser: Browser
const PHONE_NUMBER = '13312345678'
const WORDS = '桥下没有信号，路灯不亮'
/** The form keeps what is typed a moment afterwards. */
const KEPT_AFTER_MS = 900
const WITHIN = { timeout: 20_000 }
const mine = async () => (await house.ask<{ items: unknown[] }>(PHONE_NUMBER, 'GET', '/reports')).items.length

beforeAll(async () => {
  house = await openHouse()
  browser = await openBrowser()
  await house.resident(PHONE_NUMBER, '秦小雨')
})
afterAll(async () => {
  await browser?.close()
  await house?.stop()
})

/** A resident who has been here, so that the page is kept on the phone. */
async function comeBy(): Promise<Visitor> {
  line = await openLine(house.url)
  const visitor = await visit(browser, { ...house, url: line.url }, 'resident', { username: PHONE_NUMBER })
  await visitor.page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  return visitor
}
async function goUnderTheBridge(visitor: Visitor): Promise<void> {
  line.cut()
  await visitor.context.setOffline(true)
}
/** The phone says that there is a line before there is one, as phones do. */
async function comeBack(visitor: Visitor): Promise<void> {
  await visitor.context.setOffline(false)
  await new Promise((resolve) => setTimeout(resolve, 500))
  line.mend()
}
async function openAt(visitor: Visitor, hash: string): Promise<Page> {
  const page = await visitor.context.newPage()
  await page.goto(`${line.url}/#${hash}`)
  return page
}
const markOf = (page: Page) => page.evaluate(() => document.querySelector<HTMLMetaElement>('meta[name=mark]')?.content ?? '')
const kept = (page: Page) =>
  page.evaluate(async () => {
    const names = await caches.keys()
    const all = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((request) => new URL(request.url).pathname)))
    return { names, paths: all.flat() }
  })

it('opens the form under a bridge, goes on with the draft, and sends nothing by itself', async () => {
  const visitor = await comeBy()
  await fillReport(visitor, WORDS, 1)
  await visitor.page.waitForTimeout(KEPT_AFTER_MS)
  await visitor.page.close()
  line.posts()

  await goUnderTheBridge(visitor)
  const first = await openAt(visitor, '/')
  await first.waitForSelector('.offline')
  await first.click('.snap')
  await first.waitForSelector('.restored')
  expect(await first.inputValue('#words')).toBe(WORDS)
  expect(await first.locator('figure img').count()).toBe(1)
  expect(await first.getAttribute('[role=radio] >> nth=0', 'aria-checked')).toBe('true')
  await first.waitForSelector('.leaflet-marker-icon')
  expect(await first.isDisabled('.send button')).toBe(true)
  await first.click('[role=radio] >> nth=1')
  await first.fill('#words', `${WORDS}已经三天`)
  await first.waitForTimeout(KEPT_AFTER_MS)
  await first.close()

  const second = await openAt(visitor, '/new')
  await second.waitForSelector('.restored')
  expect(await second.inputValue('#words')).toBe(`${WORDS}已经三天`)
  expect(await second.getAttribute('[role=radio] >> nth=1', 'aria-checked')).toBe('true')

  await comeBack(visitor)
  await second.waitForSelector('.send button:not([disabled])')
  await second.waitForTimeout(KEPT_AFTER_MS)
  expect(line.posts().filter((path) => !path.startsWith('/api/v1/auth/'))).toEqual([])
  expect(await mine()).toBe(0)
  await sendReport(second)
  expect(await mine()).toBe(1)
  expect(visitor.complaints).toEqual([])
  await visitor.leave()
  await line.close()
})

it('keeps files of the build and nothing that the server said of anybody', async () => {
  const visitor = await comeBy()
  for (const hash of ['/wallet', '/reports', '/me', '/pay', '/notices']) await visitor.go(hash)
  const { names, paths } = await kept(visitor.page)
  expect(names.length).toBe(1)
  expect(paths).toContain('/')
  expect(paths.filter((path) => path !== '/' && path !== '/bean.svg' && !path.startsWith('/assets/'))).toEqual([])
  await visitor.leave()
  await line.close()
})

it('shows nobody a draft after a logout', async () => {
  const visitor = await comeBy()
  await fillReport(visitor, WORDS, 1)
  await visitor.page.waitForTimeout(KEPT_AFTER_MS)
  await visitor.go('/me')
  await visitor.page.click('button:has-text("退出登录")')
  await visitor.page.waitForURL(/#\/(login)?$/)
  await visitor.page.close()
  await goUnderTheBridge(visitor)
  const page = await openAt(visitor, '/new')
  await page.waitForURL(/#\/login/)
  expect(await page.locator('#words').count()).toBe(0)
  await visitor.leave()
  await line.close()
})

it('takes the next version as soon as there is a line, and keeps that one then', async () => {
  const visitor = await comeBy()
  const before = await kept(visitor.page)
  line.update('next')
  await visitor.page.reload()
  expect(await markOf(visitor.page)).toBe('next')
  // It waits until nobody has the old one open any more, whose files are kept until then.
  await expect.poll(() => visitor.page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.waiting?.state), WITHIN).toBe('installed')
  expect((await kept(visitor.page)).names).toHaveLength(2)
  await visitor.page.close()

  await goUnderTheBridge(visitor)
  const page = await openAt(visitor, '/')
  await page.waitForSelector('.snap')
  expect(await markOf(page)).toBe('next')
  await expect.poll(async () => (await kept(page)).names, WITHIN).toHaveLength(1)
  expect((await kept(page)).names).not.toEqual(before.names)
  await visitor.leave()
  await line.close()
})
