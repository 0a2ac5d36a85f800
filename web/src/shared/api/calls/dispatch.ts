import { api, ask } from '../client'
import type { FollowUpOutcome, Location, RequestKind, RequestState, Tier } from '../types'

/** The filters of the queue; empty ones are left out. */
export interface QueueFilter {
  status?: string
  group?: string
  category?: string
  unit_id?: string
  overdue?: boolean
  due_soon?: boolean
  supervised?: boolean
  q?: string
  from?: string
  to?: string
}

const at = (id: string) => ({ path: { id } })

export const queue = (filter: QueueFilter, cursor?: string, limit = 50) =>
  ask(api().GET('/api/v1/dispatch/reports', { params: { query: { ...filter, limit, ...(cursor ? { cursor } : {}) } } }))

export const report = (id: string) => ask(api().GET('/api/v1/dispatch/reports/{id}', { params: at(id) }))

export const accept = (id: string, category?: string) =>
  ask(api().POST('/api/v1/dispatch/reports/{id}/accept', { params: at(id), body: category ? { category } : {} }))

export const reject = (id: string, reason: string) =>
  ask(api().POST('/api/v1/dispatch/reports/{id}/reject', { params: at(id), body: { reason } }))

export const merge = (id: string, into: string) =>
  ask(api().POST('/api/v1/dispatch/reports/{id}/merge', { params: at(id), body: { into } }))

export const assign = (id: string, unit_id: string, due_at?: string) =>
  ask(api().POST('/api/v1/dispatch/reports/{id}/assign', { params: at(id), body: { unit_id, ...(due_at ? { due_at } : {}) } }))

export const verify = (id: string, passed: boolean, comment: string) =>
  ask(api().POST('/api/v1/dispatch/reports/{id}/verify', { params: at(id), body: { passed, comment } }))

export const close = (id: string, tier: Tier, comment: string, key: string) =>
  ask(
    api().POST('/api/v1/dispatch/reports/{id}/close', {
      params: { ...at(id), header: { 'Idempotency-Key': key } },
      body: { tier, ...(comment ? { comment } : {}) },
    }),
  )

export const reopen = (id: string, reason: string, key: string) =>
  ask(
    api().POST('/api/v1/dispatch/reports/{id}/reopen', {
      params: { ...at(id), header: { 'Idempotency-Key': key } },
      body: { reason },
    }),
  )

/** Shows who reported, in full; recorded for good. */
export const reveal = (id: string, reason: string) =>
  ask(api().POST('/api/v1/dispatch/reports/{id}/reporter', { params: at(id), body: { reason } }))

/** Lets the clocks stand still until an instant. */
export const suspend = (id: string, until: string, reason: string) =>
  ask(api().POST('/api/v1/dispatch/reports/{id}/suspend', { params: at(id), body: { until, reason } }))

/** Lets the clocks go on, puts a case under supervision, or takes it from there. */
export const stepWithReason = (id: string, step: 'unmerge' | 'resume' | 'supervise' | 'unsupervise', reason: string) =>
  ask(api().POST(`/api/v1/dispatch/reports/{id}/${step}` as '/api/v1/dispatch/reports/{id}/resume', { params: at(id), body: { reason } }))

/** How much waits at each open state, and how much of it presses. */
export const openCounts = () => ask(api().GET('/api/v1/dispatch/counts'))

/** Corrects the grade of a closed case; the difference is posted. */
export const regrade = (id: string, tier: Tier, reason: string, key: string) =>
  ask(api().POST('/api/v1/dispatch/reports/{id}/regrade', { params: { ...at(id), header: { 'Idempotency-Key': key } }, body: { tier, reason } }))

/** Makes a case's place, photos and words public, or private again. */
export const setPublic = (id: string, wanted: boolean) =>
  ask(api().POST(`/api/v1/dispatch/reports/{id}/${wanted ? 'publish' : 'unpublish'}` as '/api/v1/dispatch/reports/{id}/publish', { params: at(id) }))

export const followUps = (id: string, cursor?: string) => ask(api().GET('/api/v1/dispatch/reports/{id}/follow-ups', { params: { ...at(id), query: { limit: 20, ...(cursor ? { cursor } : {}) } } }))
export const addFollowUp = (id: string, outcome: FollowUpOutcome, comment: string, reopen: boolean) =>
  ask(api().POST('/api/v1/dispatch/reports/{id}/follow-ups', { params: at(id), body: { outcome, reopen, ...(comment ? { comment } : {}) } }))

/** What units and graders ask for. */
export const requests = (filter: { state?: RequestState; kind?: RequestKind }, cursor?: string) =>
  ask(api().GET('/api/v1/dispatch/requests', { params: { query: { ...filter, limit: 50, ...(cursor ? { cursor } : {}) } } }))
export const approveRequest = (id: string, comment: string, key: string) =>
  ask(api().POST('/api/v1/dispatch/requests/{id}/approve', { params: { ...at(id), header: { 'Idempotency-Key': key } }, body: { comment } }))
export const refuseRequest = (id: string, comment: string) => ask(api().POST('/api/v1/dispatch/requests/{id}/refuse', { params: at(id), body: { comment } }))

/** What other programs sent with a place in words only, the oldest first. */
export const unplacedRequests = (cursor?: string) => ask(api().GET('/api/v1/dispatch/unplaced-requests', { params: { query: { limit: 50, ...(cursor ? { cursor } : {}) } } }))
/** Makes a case of one. */
export const placeRequest = (id: string, place: { location: Location; category: string }, key: string) =>
  ask(api().POST('/api/v1/dispatch/unplaced-requests/{id}/place', { params: { ...at(id), header: { 'Idempotency-Key': key } }, body: place }))
export const refuseUnplaced = (id: string, reason: string) => ask(api().POST('/api/v1/dispatch/unplaced-requests/{id}/refuse', { params: at(id), body: { reason } }))

/** Asks the reporter for what is missing; the clocks stand still meanwhile. */
export const askReporter = (id: string, question: string, until?: string) =>
  ask(api().POST('/api/v1/dispatch/reports/{id}/ask', { params: at(id), body: { question, ...(until ? { until } : {}) } }))

/** What is likely the same thing, the likeliest first. */
export const likelyDuplicates = (id: string) => ask(api().GET('/api/v1/dispatch/reports/{id}/duplicates', { params: at(id) }))
