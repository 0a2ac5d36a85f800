import type { Browser } from 'playwright-core'
import type { House } from './house'
import { BIKES, fillReport, LAMP, MANHOLE, sendReport } from './steps'
import { visit } from './visitor'

/** A resident files a report that the center has not looked at, and one that a unit has to see to. */
export async function keepBusy(house: House, browser: Browser, phone: string): Promise<void> {
  const resident = await visit(browser, house, 'resident', { username: phone })
  await fillReport(resident, '路灯不亮已经三天', 3, LAMP)
  await sendReport(resident.page)
  await fillReport(resident, '井盖缺损，夜里很危险', 2, MANHOLE)
  const id = await sendReport(resident.page)
  await resident.leave()
  await house.ask('dispatcher', 'POST', `/dispatch/reports/${id}/accept`, {})
  await house.ask('dispatcher', 'POST', `/dispatch/reports/${id}/assign`, { unit_id: house.unit_id })
}

/** The center shows a report to everybody. */
export const publish = (house: House, id: string) => house.ask('dispatcher', 'POST', `/dispatch/reports/${id}/publish`)

/** A resident files a report, and the center closes it at once as `general`: ten beans. */
export async function earnTen(house: House, browser: Browser, phone: string): Promise<string> {
  const resident = await visit(browser, house, 'resident', { username: phone })
  await fillReport(resident, '共享单车乱停，堵住盲道', 1, BIKES)
  const id = await sendReport(resident.page)
  await resident.leave()
  await house.ask('dispatcher', 'POST', `/dispatch/reports/${id}/accept`, {})
  await house.ask('dispatcher', 'POST', `/dispatch/reports/${id}/close`, { tier: 'general', comment: '已处理，谢谢您' })
  return id
}

/** A second resident files the photo of an earlier report: something to look at for those who supervise. */
export async function reuseAPhoto(house: House, browser: Browser, phone: string): Promise<{ id: string; resident_id: string }> {
  const resident = await visit(browser, house, 'resident', { username: phone })
  await fillReport(resident, '共享单车乱停，堵住盲道', 1, BIKES)
  const id = await sendReport(resident.page)
  await resident.leave()
  return { id, resident_id: (await house.ask<{ id: string }>(phone, 'GET', '/me')).id }
}

/** A program files a problem whose place it knows in words only. */
export async function fileWithoutAPlace(house: House, address: string, words: string, program = '智慧社区'): Promise<void> {
  const { key } = await house.ask<{ key: string }>('admin', 'POST', '/api-keys', { name: program, permissions: ['file'] })
  const form = new URLSearchParams({ api_key: key, service_code: 'exposed_garbage', address_string: address, description: words, media_url: 'https://192.0.2.7/2.jpg' })
  const answer = await fetch(`${house.url}/open311/v2/requests.json`, { method: 'POST', body: form })
  if (answer.status !== 201) throw new Error(`filing: ${answer.status} ${await answer.text()}`)
}

/** What those who supervise see: a finding, a suspension with an appeal, a unit's request, a sample of closed cases, a key, a
 * request without a place. Gives the sample's id. */
export async function superviseSome(house: House, browser: Browser): Promise<string> {
  const phone = '13700008888'
  await house.resident(phone, '吴大伟')
  const { resident_id } = await reuseAPhoto(house, browser, phone)
  await house.ask('admin', 'POST', '/anomalies/scan')
  const until = new Date(Date.now() + 30 * 86_400_000).toISOString()
  await house.ask('admin', 'POST', `/residents/${resident_id}/suspensions`, { reason: '同一张照片重复上报', until })
  await house.ask(phone, 'POST', '/me/earning/appeal', { words: '照片是邻居发给我的，我不知道他也报过。' })
  await fileWithoutAPlace(house, '南宁西路与麒麟南路交叉口东北角', '垃圾桶满了，没有人清')
  const busy = await house.ask<{ items: { id: string }[] }>('handler', 'GET', '/unit/reports?status=assigned')
  if (busy.items[0]) await house.ask('handler', 'POST', `/unit/reports/${busy.items[0].id}/suspend`, { until, reason: '需要等配件到货' })
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
  return (await house.ask<{ id: string }>('admin', 'POST', '/look-backs', { closed_from: today, closed_to: today, share_percent: 100, seed: '2024-07' })).id
}
