/** What people do, as steps that several tests and the screenshots share. */
import type { Page } from 'playwright-core'
import { drawPhoto } from './pictures'
import type { Visitor } from './visitor'

/** Which category: the group's place, and its own place in the group, from 0. */
export type Kind = readonly [group: number, category: number]
export const GARBAGE: Kind = [0, 0]
export const BIKES: Kind = [0, 2]
export const LAMP: Kind = [1, 0]
export const MANHOLE: Kind = [1, 1]
export const TREE: Kind = [1, 2]

/** Fills in 随手拍 as far as the send button. */
export async function fillReport(visitor: Visitor, words: string, photos = 2, [group, category]: Kind = GARBAGE): Promise<void> {
  const { page } = visitor
  await visitor.go('/new')
  for (let n = 0; n < photos; n += 1) {
    await page.setInputFiles('input[type=file][multiple]', await drawPhoto(page, `${words}${n}`))
    await page.waitForSelector(`figure:nth-of-type(${n + 1}) img`)
  }
  await page.click(`.groups button >> nth=${group}`)
  await page.click(`[role=radio] >> nth=${category}`)
  await page.fill('#words', words)
  await page.waitForSelector('.address input')
}

/** Sends it, and gives the id of the report that was filed. */
export async function sendReport(page: Page): Promise<string> {
  await page.click('.send button')
  await page.waitForURL(/#\/reports\/[^?]+\?filed=1/, { timeout: 30_000 })
  return /reports\/([^?]+)/.exec(page.url())?.[1] ?? ''
}

export async function readCode(page: Page): Promise<string> {
  await page.waitForSelector('.digits')
  if ((await page.getAttribute('.digits', 'aria-expanded')) === 'false') await page.click('.digits')
  return ((await page.textContent('.digits')) ?? '').replace(/\D/g, '')
}

/** At the till: a code, an amount on the keypad, one tap. */
export async function charge(page: Page, code: string, amount: string): Promise<void> {
  await page.fill('[name=pay_code]', code)
  for (const key of amount) await page.click(`.pad button:text-is("${key}")`)
  await page.click('.charge')
}
