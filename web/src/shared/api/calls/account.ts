import { api, ask } from '../client'

export const register = (phone: string, password: string, name: string) =>
  ask(api().POST('/api/v1/residents', { body: { phone, password, ...(name ? { name } : {}) } }))
