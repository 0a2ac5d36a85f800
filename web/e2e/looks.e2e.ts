/** Every page in both languages: axe finds nothing serious, no word is missing, nothing leaves for another host. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { earnTen, keepBusy, publish, superviseSome } from './earn'
import { openHouse, type House } from './house'
import { LOOKS, SITTER } from './pages'
import { openBrowser, visit } from './visitor'

let house: House
let browser: Browser
let report: string
let sample: string

beforeAll(async () => {
  house = await openHouse()
  browser = await openBrowser()
  await house.resident(SITTER.phone, SITTER.name)
  report = await earnTen(house, browser, SITTER.phone)
  await publish(house, report)
  await keepBusy(house, browser, SITTER.phone)
  sample = await superviseSome(house, browser)
})
afterAll(async () => {
  await browser?.close()
  await house?.stop()
})

/** What a thumb has to hit and could miss, on the pages of phones and tills. A link inside of words is read first. */
const LEAST_PX = 44
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate((least) => {
    const all = [...document.querySelectorAll<HTMLElement>('a, button, input:not(.gb-sr), textarea, select, [role=radio], [role=switch]')]
    return all.flatMap((each) => {
      const inWords = each.tagName === 'A' && each.parentElement?.tagName === 'P'
      const inMap = each.closest('.leaflet-container')
      const target = each.tagName === 'INPUT' ? (each.closest('label') ?? each) : (each.closest('label') ?? each)
      const { width, height } = target.getBoundingClientRect()
      if (inWords || inMap || width === 0 || (Math.round(height) >= least && Math.round(width) >= least)) return []
      return [`${each.tagName} ${each.className} ${each.textContent?.trim().slice(0, 20)} ${Math.round(width)}x${Math.round(height)}`]
    })
  }, LEAST_PX)
}

/** Somebody who reads badly has set letters of one and a half times the size. */
function overflowsWithLargeLetters(page: Page): Promise<boolean> {
  return page.evaluate(async () => {
    document.documentElement.style.fontSize = '150%'
    await new Promise((resolve) => requestAnimationFrame(resolve))
    const overflows = document.documentElement.scrollWidth > window.innerWidth
    document.documentElement.style.fontSize = ''
    return overflows
  })
}

const sitters = [...new Set(LOOKS.map((look) => `${look.app} ${look.username ?? ''}`.trim()))]

it.concurrent.each(sitters.flatMap((sitter) => ['zh-CN', 'en'].map((locale) => [sitter, locale] as const)))('%s in %s', async (sitter, locale) => {
  const [app, username] = sitter.split(' ')
  const looks = LOOKS.filter((look) => look.app === app && look.username === username)
  const first = looks[0]!
  const visitor = await visit(browser, house, first.app, { locale, ...(username ? { username } : {}) })
  const found: string[] = []
  for (const look of looks) {
    await visitor.go(look.hash.replace(':report', report).replace(':campaign', house.campaign_id).replace(':sample', sample))
    await visitor.page.waitForTimeout(300)
    const axe = await new AxeBuilder({ page: visitor.page }).analyze()
    for (const violation of axe.violations.filter((each) => each.impact === 'serious' || each.impact === 'critical')) {
      found.push(`${look.name}: ${violation.id} ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`)
    }
    if (look.app !== 'console') {
      const small = await smallTargets(visitor.page)
      if (small.length > 0) found.push(`${look.name}: hard to hit: ${small.join(', ')}`)
      if (await overflowsWithLargeLetters(visitor.page)) found.push(`${look.name}: wider than the screen with large letters`)
    }
    const text = await visitor.page.innerText('body')
    const keys = text.match(/\b[a-z_]+\.[a-z_]+(?:\.[a-z_]+)*\b/g) ?? []
    if (keys.length > 0) found.push(`${look.name}: words that look like keys: ${keys.join(' ')}`)
    expect(await visitor.page.getAttribute('html', 'lang')).toBe(locale)
  }
  expect(found).toEqual([])
  expect(visitor.complaints).toEqual([])
  await visitor.leave()
})
