import { api, ask } from '../client'
import type { components } from '../schema'
import type { AnomalyKind, AnomalyState } from '../types'

type Schemas = components['schemas']
const page = (cursor?: string, limit = 50) => ({ limit, ...(cursor ? { cursor } : {}) })
const keyed = (id: string, key: string) => ({ path: { id }, header: { 'Idempotency-Key': key } })

export const anomalies = (filter: { kind?: AnomalyKind; state?: AnomalyState }, cursor?: string) => ask(api().GET('/api/v1/anomalies', { params: { query: { ...filter, ...page(cursor) } } }))
export const scanForAnomalies = () => ask(api().POST('/api/v1/anomalies/scan'))
export const decideAnomaly = (id: string, body: Schemas['DecideAnomaly']) => ask(api().POST('/api/v1/anomalies/{id}/decide', { params: { path: { id } }, body }))

export const suspensions = (appealed: boolean, cursor?: string) => ask(api().GET('/api/v1/suspensions', { params: { query: { ...(appealed ? { appealed } : {}), ...page(cursor) } } }))
export const suspendResident = (id: string, body: Schemas['NewSuspension']) => ask(api().POST('/api/v1/residents/{id}/suspensions', { params: { path: { id } }, body }))
export const liftSuspension = (id: string, reason: string, make_good: boolean, key: string) => ask(api().POST('/api/v1/suspensions/{id}/lift', { params: keyed(id, key), body: { reason, make_good } }))
export const answerAppeal = (id: string, body: Schemas['AppealAnswer'], key: string) => ask(api().POST('/api/v1/suspensions/{id}/appeal-answer', { params: keyed(id, key), body }))

export const lookBacks = (cursor?: string) => ask(api().GET('/api/v1/look-backs', { params: { query: page(cursor) } }))
export const drawLookBack = (body: Schemas['NewLookBack']) => ask(api().POST('/api/v1/look-backs', { body }))
export const lookBack = (id: string) => ask(api().GET('/api/v1/look-backs/{id}', { params: { path: { id } } }))
export const lookBackCases = (id: string, checked: boolean | undefined, cursor?: string) =>
  ask(api().GET('/api/v1/look-backs/{id}/cases', { params: { path: { id }, query: { ...(checked === undefined ? {} : { checked }), ...page(cursor) } } }))
export const checkCase = (id: string, report_id: string, body: Schemas['NewLookBackCheck'], key: string) =>
  ask(api().POST('/api/v1/look-backs/{id}/cases/{report_id}/check', { params: { path: { id, report_id }, header: { 'Idempotency-Key': key } }, body }))
