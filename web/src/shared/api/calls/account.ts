import { api, ask } from '../client'
import { deviceId } from '../../lib/device'

export const register = (phone: string, password: string, name: string) =>
  ask(api().POST('/api/v1/residents', { params: { header: { 'X-Device-Id': deviceId() } }, body: { phone, password, ...(name ? { name } : {}) } }))

/** A secret for an authenticator; in use once a code confirms it. */
export const enrollOtp = (password: string) => ask(api().POST('/api/v1/auth/otp/enroll', { body: { password } }))

export const confirmOtp = (otp: string) => ask(api().POST('/api/v1/auth/otp/confirm', { body: { otp } }))

export const rename = (name: string) => ask(api().PATCH('/api/v1/me', { body: { name } }))

/** My other sessions end with it. */
export const changePassword = (old_password: string, new_password: string) => ask(api().POST('/api/v1/me/password', { body: { old_password, new_password } }))

export const sessions = () => ask(api().GET('/api/v1/me/sessions'))

export const endSession = (id: string) => ask(api().POST('/api/v1/me/sessions/{id}/end', { params: { path: { id } } }))

/** Codes with which programs of others file reports in my name. */
export const programCodes = () => ask(api().GET('/api/v1/me/account-codes'))

export const newProgramCode = () => ask(api().POST('/api/v1/me/account-codes'))

export const revokeProgramCode = (id: string) => ask(api().POST('/api/v1/me/account-codes/{id}/revoke', { params: { path: { id } } }))

/** Shows once more who is there, before what moves money out of the district. */
export const prove = (password: string, otp: string) => ask(api().POST('/api/v1/auth/prove', { body: { password, ...(otp ? { otp } : {}) } }))
