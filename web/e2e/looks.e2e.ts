/** Every page in both languages: axe finds nothing serious, no word is missing, nothing leaves for another host. */
import { AxeBuilder } from '@axe-core/playwright'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { earnTen, keepBusy } from './earn'
import { openHouse, type House } from './house'
import { LOOKS, SITTER } from './pages'
import { openBrowser, visit } from './visitor'

let house: House
let browser: Browser
let report: string

beforeAll(async () => {
  house = await openHouse()
  browser = await openBrowser()
  await house.resident(SITTER.phone, SITTER.name)
  report = await earnTen(house, browser, SITTER.phone)
  await keepBusy(house, browser, SITTER.phone)
})
afterAll(async () => {
  await browser?.close()
  await house?.stop()
})

const sitters = [...new Set(LOOKS.map((look) => `${look.app} ${look.username ?? ''}`.trim()))]

it.concurrent.each(sitters.flatMap((sitter) => ['zh-CN', 'en'].map((locale) => [sitter, locale] as const)))('%s in %s', async (sitter, locale) => {
  const [app, username] = sitter.split(' ')
  const looks = LOOKS.filter((look) => look.app === app && look.username === username)
  const first = looks[0]!
  const visitor = await visit(browser, house, first.app, { locale, ...(username ? { username } : {}) })
  const found: string[] = []
  for (const look of looks) {
    await visitor.go(look.hash.replace(':report', report).replace(':campaign', house.campaign_id))
    await visitor.page.waitForTimeout(300)
    const axe = await new AxeBuilder({ page: visitor.page }).analyze()
    for (const violation of axe.violations.filter((each) => each.impact === 'serious' || each.impact === 'critical')) {
      found.push(`${look.name}: ${violation.id} ${violation.nodes.map((node) => node.target.join(' ')).join(', ')}`)
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
