/** A picture of every page in both languages, from the real server: `npm run screenshots`. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { it } from 'vitest'
import { earnTen, keepBusy, publish, superviseSome } from './earn'
import { openHouse } from './house'
import { LOOKS, SITTER } from './pages'
import { charge } from './steps'
import { openBrowser, visit } from './visitor'

const FOLDER = join(import.meta.dirname, '../../docs/screenshots')
/** Charts, maps and photos draw themselves a moment after the page is there. */
const SETTLE_MS = 900

it('looks at every page', async () => {
  mkdirSync(FOLDER, { recursive: true })
  const house = await openHouse()
  const browser = await openBrowser()
  try {
    await house.resident(SITTER.phone, SITTER.name)
    const report = await earnTen(house, browser, SITTER.phone)
    await publish(house, report)
    await keepBusy(house, browser, SITTER.phone)
    const sample = await superviseSome(house, browser)
    for (const locale of ['zh-CN', 'en']) {
      for (const sitter of new Set(LOOKS.map((look) => `${look.app} ${look.username ?? ''}`.trim()))) {
        const [app, username] = sitter.split(' ')
        const looks = LOOKS.filter((look) => look.app === app && look.username === username)
        const visitor = await visit(browser, house, looks[0]!.app, { locale, ...(username ? { username } : {}) })
        for (const look of looks) {
          await visitor.go(look.hash.replace(':report', report).replace(':campaign', house.campaign_id).replace(':sample', sample))
          await visitor.page.waitForTimeout(SETTLE_MS)
          await visitor.page.screenshot({ path: join(FOLDER, `${look.name}-${locale}.png`) })
        }
        await visitor.leave()
      }
      const code = (await house.ask<{ code: string }>(SITTER.phone, 'POST', '/wallet/pay-code')).code
      const cashier = await visit(browser, house, 'shop', { username: 'cashier', locale })
      await charge(cashier.page, code, '1.5')
      await cashier.page.waitForSelector('.verdict.yes')
      await cashier.page.screenshot({ path: join(FOLDER, `shop-paid-${locale}.png`) })
      await cashier.leave()
    }
  } finally {
    await browser.close()
    await house.stop()
  }
})
