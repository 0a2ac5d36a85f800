import { api, ask } from '../client'

/** What the center made public, newest first. */
export const publicReports = (cursor?: string, limit = 20) =>
  ask(api().GET('/api/v1/public/reports', { params: { query: { limit, ...(cursor ? { cursor } : {}) } } }))

export const publicReport = (id: string) => ask(api().GET('/api/v1/public/reports/{id}', { params: { path: { id } } }))

/** The district's name, its parts, and what its maps are drawn on. */
export const district = () => ask(api().GET('/api/v1/public/district'))
