import { api, ask } from '../client'

const at = (id: string) => ({ path: { id } })

export const tasks = (filter: { status?: string; overdue?: boolean }, cursor?: string, limit = 50) =>
  ask(api().GET('/api/v1/unit/reports', { params: { query: { ...filter, limit, ...(cursor ? { cursor } : {}) } } }))

export const task = (id: string) => ask(api().GET('/api/v1/unit/reports/{id}', { params: at(id) }))

export const start = (id: string) => ask(api().POST('/api/v1/unit/reports/{id}/start', { params: at(id) }))

export const resolve = (id: string, comment: string, photo_ids: string[]) =>
  ask(api().POST('/api/v1/unit/reports/{id}/resolve', { params: at(id), body: { comment, photo_ids } }))

export const handBack = (id: string, reason: string) =>
  ask(api().POST('/api/v1/unit/reports/{id}/return', { params: at(id), body: { reason } }))

export const extend = (id: string, until: string, reason: string) =>
  ask(api().POST('/api/v1/unit/reports/{id}/extend', { params: at(id), body: { until, reason } }))

/** Says that the unit has seen the case. */
export const sign = (id: string) => ask(api().POST('/api/v1/unit/reports/{id}/sign', { params: at(id) }))

/** Asks the reporter; the clocks stand still until the answer. */
export const askReporter = (id: string, question: string, until?: string) =>
  ask(api().POST('/api/v1/unit/reports/{id}/ask', { params: at(id), body: { question, ...(until ? { until } : {}) } }))

export const resume = (id: string, reason: string) => ask(api().POST('/api/v1/unit/reports/{id}/resume', { params: at(id), body: { reason } }))

/** Asks the center to let the case rest. */
export const askForSuspension = (id: string, until: string, reason: string) =>
  ask(api().POST('/api/v1/unit/reports/{id}/suspend', { params: at(id), body: { until, reason } }))
