/** Somebody at a browser, and a watch over what the page must never do. */
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { PASSWORD, type House } from './house'

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const QUIET = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

const LONGEST_SETTLING_MS = 3_000

export type App = 'resident' | 'shop' | 'console'
export const PHONE = { width: 390, height: 844 }
export const DESK = { width: 1440, height: 900 }

export interface Visitor {
  page: Page
  context: BrowserContext
  /** What went wrong behind the page: foreign requests, refused scripts or styles, uncaught errors. */
  complaints: string[]
  go: (hash: string) => Promise<void>
  leave: () => Promise<void>
}

export function openBrowser(more: string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, headless: true, args: [...QUIET, ...more] })
}

const PATHS: Record<App, string> = { resident: '/', shop: '/shop', console: '/console' }

/** A visitor of one page, logged in through its form when `username` is given. */
export async function visit(browser: Browser, house: House, app: App, options: { username?: string; locale?: string; viewport?: { width: number; height: number } } = {}): Promise<Visitor> {
  const viewport = options.viewport ?? (app === 'console' ? DESK : PHONE)
  const context = await browser.newContext({
    viewport,
    locale: options.locale ?? 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    hasTouch: viewport.width < 600,
    geolocation: { latitude: 25.4951, longitude: 103.7968 },
    permissions: ['geolocation'],
  })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security|Refused/.test(message.text())) complaints.push(`policy: ${message.text()}`)
  })
  page.on('request', (request) => {
    const target = new URL(request.url())
    if (!['blob:', 'data:'].includes(target.protocol) && target.origin !== house.url) complaints.push(`foreign: ${request.url()}`)
  })
  const base = `${house.url}${PATHS[app]}`
  await page.goto(base)
  if (options.username) {
    if (app === 'resident') await page.goto(`${base}#/login`)
    await page.fill('[name=username]', options.username)
    await page.fill('[name=password]', PASSWORD)
    await page.click('form button[type=submit]')
    await page.waitForSelector('[name=password]', { state: 'detached' })
  }
  return {
    page,
    context,
    complaints,
    go: async (hash) => {
      const target = `${base}#${hash}`
      if (page.url() === target) await page.reload()
      else await page.goto(target)
      // A page that listens to the server's events is never idle.
      await Promise.race([page.waitForLoadState('networkidle'), page.waitForTimeout(LONGEST_SETTLING_MS)])
    },
    leave: () => context.close(),
  }
}
