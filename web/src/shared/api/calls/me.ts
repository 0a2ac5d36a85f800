import { api, ask } from '../client'

const page = (cursor: string | undefined, limit: number) => ({ query: { limit, ...(cursor ? { cursor } : {}) } })

export const badges = () => ask(api().GET('/api/v1/badges'))

/** `month_on` is any day of the month; this month without it. */
export const rank = (month_on?: string) => ask(api().GET('/api/v1/rank', { params: { query: month_on ? { month_on } : {} } }))

export const joinRank = (in_rank: boolean) => ask(api().PATCH('/api/v1/me', { body: { in_rank } }))

/** Who was shown my name and phone, when and why. */
export const identityViews = (cursor?: string) => ask(api().GET('/api/v1/me/identity-views', { params: page(cursor, 30) }))

/** Whether my reports earn beans, and my suspensions. */
export const earning = () => ask(api().GET('/api/v1/me/earning'))

/** Appeals against the latest suspension, once. */
export const appeal = (words: string) => ask(api().POST('/api/v1/me/earning/appeal', { body: { words } }))

export const notices = (cursor?: string) => ask(api().GET('/api/v1/notices', { params: page(cursor, 30) }))

export const noticeCount = () => ask(api().GET('/api/v1/notices/count'))

export const readNotices = (up_to?: number) => ask(api().POST('/api/v1/notices/read-all', { body: up_to === undefined ? {} : { up_to } }))
