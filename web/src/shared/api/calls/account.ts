import { api, ask } from '../client'

export const register = (phone: string, password: string, name: string) =>
  ask(api().POST('/api/v1/residents', { body: { phone, password, ...(name ? { name } : {}) } }))

/** A secret for an authenticator; in use once a code confirms it. */
export const enrollOtp = (password: string) => ask(api().POST('/api/v1/auth/otp/enroll', { body: { password } }))

export const confirmOtp = (otp: string) => ask(api().POST('/api/v1/auth/otp/confirm', { body: { otp } }))

/** Shows once more who is there, before what moves money out of the district. */
export const prove = (password: string, otp: string) => ask(api().POST('/api/v1/auth/prove', { body: { password, ...(otp ? { otp } : {}) } }))
