import { api, ask } from '../client'
import type { Status, Tier } from '../types'

const page = (id: string, cursor?: string) => ({ path: { id }, query: { limit: 20, ...(cursor ? { cursor } : {}) } })
const at = (id: string) => ({ path: { id } })

export const centerNotes = (id: string, cursor?: string) => ask(api().GET('/api/v1/dispatch/reports/{id}/notes', { params: page(id, cursor) }))
export const addCenterNote = (id: string, text: string, for_unit: boolean) => ask(api().POST('/api/v1/dispatch/reports/{id}/notes', { params: at(id), body: { text, for_unit } }))
export const unitNotes = (id: string, cursor?: string) => ask(api().GET('/api/v1/unit/reports/{id}/notes', { params: page(id, cursor) }))
export const addUnitNote = (id: string, text: string) => ask(api().POST('/api/v1/unit/reports/{id}/notes', { params: at(id), body: { text } }))

/** Texts for what may happen next to a report, filled with its facts. */
export const offeredAnswers = (id: string, status: Status, tier?: Tier) =>
  ask(api().GET('/api/v1/dispatch/reports/{id}/templates', { params: { path: { id }, query: { status, ...(tier ? { tier } : {}) } } }))
