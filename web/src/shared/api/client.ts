import createClient, { type Client } from 'openapi-fetch'
import { problem, ApiError } from './errors'
import type { paths } from './schema'
import { transport, type Bearer } from './transport'

let current: Client<paths> | null = null
let carrier: Bearer | null = null

/** Called once by each page's start, before anything is asked. */
export function configureClient(bearer: Bearer): void {
  carrier = bearer
  current = createClient<paths>({ baseUrl: location.origin, fetch: transport(bearer) })
}

/** The typed client. */
export function api(): Client<paths> {
  if (!current) throw new Error('configureClient was not called')
  return current
}

/** The session behind the client, for what cannot go through fetch (uploads with progress). */
export function bearer(): Bearer {
  if (!carrier) throw new Error('configureClient was not called')
  return carrier
}

interface Answer<Data> {
  data?: Data
  error?: unknown
  response: Response
}

/** The data of an answer, or an ApiError. */
export async function ask<Data>(call: Promise<Answer<Data>>): Promise<Data> {
  let answer: Answer<Data>
  try {
    answer = await call
  } catch (cause) {
    // A body that is not JSON although the status says it is: a proxy or a captive portal spoke.
    throw cause instanceof SyntaxError ? new ApiError(0, 'unexpected', cause.message) : cause
  }
  if (!answer.response.ok) throw problem(answer.response, answer.error)
  return answer.data as Data
}
