import { api, ask } from '../client'
import type { Location } from '../types'

/** What a resident sends. */
export interface NewReport {
  category: string
  description: string
  location: Location
  photo_ids: string[]
}

export const categories = () => ask(api().GET('/api/v1/categories'))

export const myReports = (cursor?: string, limit = 20) =>
  ask(api().GET('/api/v1/reports', { params: { query: { limit, ...(cursor ? { cursor } : {}) } } }))

export const myReport = (id: string) => ask(api().GET('/api/v1/reports/{id}', { params: { path: { id } } }))

export const fileReport = (body: NewReport, key: string) =>
  ask(api().POST('/api/v1/reports', { params: { header: { 'Idempotency-Key': key } }, body }))

export const withdrawReport = (id: string) => ask(api().POST('/api/v1/reports/{id}/withdraw', { params: { path: { id } } }))

export const rateReport = (id: string, stars: number, comment: string) =>
  ask(api().POST('/api/v1/reports/{id}/rating', { params: { path: { id } }, body: { stars, ...(comment ? { comment } : {}) } }))
