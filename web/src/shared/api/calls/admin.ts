import { api, ask } from '../client'
import type { components } from '../schema'
import type { Beans } from '../../lib/beans'

type Schemas = components['schemas']
const at = (id: string) => ({ path: { id } })
const query = (cursor?: string) => ({ query: { limit: 100, ...(cursor ? { cursor } : {}) } })

export const users = (cursor?: string) => ask(api().GET('/api/v1/users', { params: query(cursor) }))
export const addUser = (body: Schemas['NewUser']) => ask(api().POST('/api/v1/users', { body }))
export const changeUser = (id: string, body: Schemas['UserChange']) => ask(api().PATCH('/api/v1/users/{id}', { params: at(id), body }))

export const units = (cursor?: string) => ask(api().GET('/api/v1/units', { params: query(cursor) }))
export const addUnit = (body: Schemas['NewUnit']) => ask(api().POST('/api/v1/units', { body }))

export const shops = (cursor?: string) => ask(api().GET('/api/v1/shops', { params: query(cursor) }))
export const addShop = (body: Schemas['NewShop']) => ask(api().POST('/api/v1/shops', { body }))
export const changeShop = (id: string, body: Schemas['ShopChange']) => ask(api().PATCH('/api/v1/shops/{id}', { params: at(id), body }))

export const campaigns = (cursor?: string) => ask(api().GET('/api/v1/campaigns', { params: query(cursor) }))
export const campaign = (id: string) => ask(api().GET('/api/v1/campaigns/{id}', { params: at(id) }))
export const addCampaign = (body: Schemas['NewCampaign']) => ask(api().POST('/api/v1/campaigns', { body }))
export const addRule = (id: string, body: Schemas['NewRule']) => ask(api().POST('/api/v1/campaigns/{id}/rules', { params: at(id), body }))
export const activate = (id: string) => ask(api().POST('/api/v1/campaigns/{id}/activate', { params: at(id) }))
export const pause = (id: string) => ask(api().POST('/api/v1/campaigns/{id}/pause', { params: at(id) }))
export const end = (id: string) => ask(api().POST('/api/v1/campaigns/{id}/end', { params: at(id) }))
export const fund = (id: string, beans: Beans, memo: string, key: string) =>
  ask(api().POST('/api/v1/campaigns/{id}/fund', { params: { ...at(id), header: { 'Idempotency-Key': key } }, body: { beans, memo } }))

export const changeUnit = (id: string, body: Schemas['UnitChange']) => ask(api().PATCH('/api/v1/units/{id}', { params: at(id), body }))
/** Limits that are left out stay; the description's defaults make the types ask for all of them. */
type SomeLimits<Body> = Omit<Body, 'limits'> & { limits?: Partial<Schemas['TimeLimitChanges']> }
export const changeCategory = (code: string, body: SomeLimits<Schemas['CategoryChange']>) => ask(api().PATCH('/api/v1/categories/{code}', { params: { path: { code } }, body: body as Schemas['CategoryChange'] }))
export const settle = (id: string, beans: Beans, memo: string, key: string) =>
  ask(api().POST('/api/v1/shops/{id}/settlements', { params: { ...at(id), header: { 'Idempotency-Key': key } }, body: { beans, memo } }))
/** `null` takes the PIN away. */
export const setRefundPin = (id: string, pin: string | null) => ask(api().POST('/api/v1/shops/{id}/refund-pin', { params: at(id), body: { pin } }))
export const simulate = (id: string, body: Schemas['SimulationWish']) => ask(api().POST('/api/v1/campaigns/{id}/simulate', { params: at(id), body }))
export const categorySettings = () => ask(api().GET('/api/v1/categories/settings'))
export const addCategory = (body: SomeLimits<Schemas['NewCategory']>) => ask(api().POST('/api/v1/categories', { body: body as Schemas['NewCategory'] }))
export const identityLooks = (cursor?: string) => ask(api().GET('/api/v1/identity-views', { params: query(cursor) }))
export const templates = (cursor?: string) => ask(api().GET('/api/v1/templates', { params: query(cursor) }))
export const addTemplate = (body: Schemas['NewAnswerTemplate']) => ask(api().POST('/api/v1/templates', { body }))
export const changeTemplate = (id: string, body: Schemas['AnswerTemplateChange']) => ask(api().PATCH('/api/v1/templates/{id}', { params: at(id), body }))

export const apiKeys = (cursor?: string) => ask(api().GET('/api/v1/api-keys', { params: query(cursor) }))
/** The key itself is in this answer only. */
export const issueApiKey = (body: Schemas['NewApiKey']) => ask(api().POST('/api/v1/api-keys', { body }))
export const revokeApiKey = (id: string) => ask(api().POST('/api/v1/api-keys/{id}/revoke', { params: at(id) }))

export const calendar = () => ask(api().GET('/api/v1/calendar'))
export const replaceCalendar = (body: Schemas['Calendar']) => ask(api().PUT('/api/v1/calendar', { body }))
/** Categories, their units by subdistrict and their limits, one a line. */
export const loadCategories = (csv: string) => ask(api().POST('/api/v1/categories/load', { body: csv, bodySerializer: (text) => text, headers: { 'Content-Type': 'text/csv' } }))
/** A file as it is: hours, weekdays and dates, one a line. */
export const loadCalendar = (csv: string) => ask(api().POST('/api/v1/calendar/load', { body: csv, bodySerializer: (text) => text, headers: { 'Content-Type': 'text/csv' } }))
