import type { ApiError, FieldError } from '../api/errors'
import { knows, language, say } from './index'

/**
 * One wrong field: what it is called here, and what is wrong with it. The server's `detail` is for whoever writes a
 * program, in English; it is shown only where the pages have no words for the code.
 */
function fieldWords({ field, code, detail }: FieldError): string {
  const wrong = knows(`wrong.${code}`) ? say(`wrong.${code}`) : language() === 'en' && detail ? detail : say('wrong.invalid')
  const name = field.replace(/\[\d+\]/g, '').split('.').pop() ?? ''
  return knows(`field.${name}`) ? say('common.field_wrong', { field: say(`field.${name}`), wrong }) : wrong
}

/** What to tell a person about a failed call: words for the code, else for the kind of failure. */
export function errorWords(error: ApiError): string {
  if (error.code === 'validation_failed' && error.fields.length > 0) {
    return [...new Set(error.fields.map(fieldWords))].join(' ')
  }
  const minutes = error.retry_after_s === null ? 15 : Math.max(1, Math.ceil(error.retry_after_s / 60))
  if (knows(`error.${error.code}`)) return say(`error.${error.code}`, { minutes, detail: error.detail })
  if (error.status >= 500) return say('error.internal')
  return error.detail || say('error.unexpected')
}
