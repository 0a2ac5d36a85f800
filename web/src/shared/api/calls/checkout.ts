import { api, ask } from '../client'
import type { Beans } from '../../lib/beans'

export const redeem = (pay_code: string, beans: Beans, order_no: string, key: string) =>
  ask(
    api().POST('/api/v1/checkout/redemptions', {
      params: { header: { 'Idempotency-Key': key } },
      body: { pay_code, beans, ...(order_no ? { order_no } : {}) },
    }),
  )

/** `pin` is the shop's, where it asks for one. */
export const refund = (id: string, beans: Beans, reason: string, pin: string, key: string) =>
  ask(
    api().POST('/api/v1/checkout/redemptions/{id}/refunds', {
      params: { path: { id }, header: { 'Idempotency-Key': key, ...(pin ? { 'Refund-Pin': pin } : {}) } },
      body: { beans, reason },
    }),
  )

export const redemptions = (query: { date?: string; order_no?: string; limit?: number; cursor?: string }) =>
  ask(api().GET('/api/v1/checkout/redemptions', { params: { query } }))

export const tillSummary = (date?: string) => ask(api().GET('/api/v1/checkout/summary', { params: { query: date ? { date } : {} } }))
