import { api, ask } from '../client'

export const wallet = () => ask(api().GET('/api/v1/wallet'))

export const walletEntries = (cursor?: string, limit = 30) =>
  ask(api().GET('/api/v1/wallet/entries', { params: { query: { limit, ...(cursor ? { cursor } : {}) } } }))

export const newPayCode = () => ask(api().POST('/api/v1/wallet/pay-code'))

export const publicCampaign = () => ask(api().GET('/api/v1/public/campaign'))

export const publicDistrict = () => ask(api().GET('/api/v1/public/district'))

export const publicStats = () => ask(api().GET('/api/v1/public/stats'))

export const shops = (cursor?: string, limit = 200) =>
  ask(api().GET('/api/v1/shops', { params: { query: { limit, ...(cursor ? { cursor } : {}) } } }))
