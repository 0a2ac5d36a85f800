import { api, ask } from '../client'
import type { AccountKind, PostingKind } from '../types'

export const accounts = (filter: { kind?: AccountKind; at?: string }, cursor?: string) =>
  ask(api().GET('/api/v1/ledger/accounts', { params: { query: { ...filter, limit: 100, ...(cursor ? { cursor } : {}) } } }))

export const transactions = (filter: { kind?: PostingKind; account_id?: number }, cursor?: string) =>
  ask(api().GET('/api/v1/ledger/transactions', { params: { query: { ...filter, limit: 50, ...(cursor ? { cursor } : {}) } } }))

export const transaction = (seq: number) => ask(api().GET('/api/v1/ledger/transactions/{seq}', { params: { path: { seq } } }))

