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

/** Open reports near a place, of the category's group; nearest first, and not exactly where. */
export const nearbyReports = ({ lat, lng, datum }: Location, category: string) => ask(api().GET('/api/v1/reports/nearby', { params: { query: { lat, lng, datum, category } } }))

/** Reports of others that I wait for, too. */
export const joinedReports = (cursor?: string, limit = 20) => ask(api().GET('/api/v1/reports/joined', { params: { query: { limit, ...(cursor ? { cursor } : {}) } } }))

export const joinReport = (id: string) => ask(api().POST('/api/v1/reports/{id}/join', { params: { path: { id } } }))

export const leaveReport = (id: string) => ask(api().POST('/api/v1/reports/{id}/leave', { params: { path: { id } } }))

/** Answers what is asked about a report, once. */
export const answerQuestion = (id: string, text: string, photo_ids: string[]) => ask(api().POST('/api/v1/reports/{id}/answer', { params: { path: { id } }, body: { text, photo_ids } }))

export const withdrawReport = (id: string) => ask(api().POST('/api/v1/reports/{id}/withdraw', { params: { path: { id } } }))

/** A closed report is opened again: its reporter says that it is not solved. */
export const reportNotSolved = (id: string, reason: string) => ask(api().POST('/api/v1/reports/{id}/not-solved', { params: { path: { id } }, body: { reason } }))

export const rateReport = (id: string, stars: number, comment: string) =>
  ask(api().POST('/api/v1/reports/{id}/rating', { params: { path: { id } }, body: { stars, ...(comment ? { comment } : {}) } }))
