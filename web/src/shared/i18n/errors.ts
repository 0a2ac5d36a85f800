import type { ApiError } from '../api/errors'
import { knows, say } from './index'

/** What to tell a person about a failed call: words for the code, else for the kind of failure. */
export function errorWords(error: ApiError): string {
  if (error.code === 'validation_failed' && error.fields.length > 0) {
    return error.fields.map((field) => field.detail ?? field.code).join(' ')
  }
  const minutes = error.retry_after_s === null ? 15 : Math.max(1, Math.ceil(error.retry_after_s / 60))
  if (knows(`error.${error.code}`)) return say(`error.${error.code}`, { minutes, detail: error.detail })
  if (error.status >= 500) return say('error.internal')
  return error.detail || say('error.unexpected')
}
