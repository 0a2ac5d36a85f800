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
