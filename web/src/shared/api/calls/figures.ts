import { api, ask } from '../client'
import { download } from '../download'
import type { CountBy } from '../types'

/** Local dates, both included. */
export interface Period {
  from: string
  to: string
}
/** What a map shows of the world. */
export interface HeatWindow {
  /** min_lng,min_lat,max_lng,max_lat in WGS-84. */
  bbox: string
  zoom: number
}
export type ExportWhat = 'reports' | 'evaluation' | 'ledger' | 'settlements'
export type ExportFormat = 'csv' | 'xlsx'

export const countReports = (by: CountBy, period: Period) => ask(api().GET('/api/v1/figures/reports', { params: { query: { by, ...period } } }))
export const evaluation = (period: Period) => ask(api().GET('/api/v1/figures/evaluation', { params: { query: period } }))
export const heatMap = (view: HeatWindow, period: Period, group: string) =>
  ask(api().GET('/api/v1/figures/heatmap', { params: { query: { ...view, ...period, ...(group ? { group } : {}) } } }))

export const exportTable = (what: ExportWhat, format: ExportFormat, query: Record<string, string | undefined>) => download(`/api/v1/exports/${what}`, { ...query, format })
/** Who took what out. */
export const exportLog = (cursor?: string) => ask(api().GET('/api/v1/exports', { params: { query: { limit: 100, ...(cursor ? { cursor } : {}) } } }))
