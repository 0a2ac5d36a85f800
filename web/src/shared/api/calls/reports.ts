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

/** `status`: one state, or several with commas between; all without it. */
export const myReports = (status = '', cursor?: string, limit = 20) =>
  ask(api().GET('/api/v1/reports', { params: { query: { limit, ...(status ? { status } : {}), ...(cursor ? { cursor } : {}) } } }))

export const myReport = (id: string) => ask(api().GET('/api/v1/reports/{id}', { params: { path: { id } } }))

export const fileReport = (body: NewReport, key: string) =>
  ask(api().POST('/api/v1/reports', { params: { header: { 'Idempotency-Key': key } }, body }))

export const withdrawReport = (id: string) => ask(api().POST('/api/v1/reports/{id}/withdraw', { params: { path: { id } } }))

/** A closed report is opened again: its reporter says that it is not solved. */
export const reportNotSolved = (id: string, reason: string) => ask(api().POST('/api/v1/reports/{id}/not-solved', { params: { path: { id } }, body: { reason } }))

export const rateReport = (id: string, stars: number, comment: string) =>
  ask(api().POST('/api/v1/reports/{id}/rating', { params: { path: { id } }, body: { stars, ...(comment ? { comment } : {}) } }))
