/**
 * How a request travels: with the access token, again after a refresh, and again with the same key when its answer
 * was lost. Only what cannot happen twice is repeated: reads, and writes that carry an Idempotency-Key.
 */
import { asApiError } from './errors'

/** What the transport needs from the session. */
export interface Bearer {
  token(): string | null
  /** A new access token, or null when the session is over. */
  renew(): Promise<string | null>
  language(): string
}

const TIMEOUT_MS = 20_000
const ATTEMPTS = 3
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 5_000

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

function repeatable(request: Request): boolean {
  return request.method === 'GET' || request.headers.has('Idempotency-Key')
}

async function once(request: Request, bearer: Bearer): Promise<Response> {
  const sent = new Request(request.clone(), { signal: AbortSignal.timeout(TIMEOUT_MS) })
  const token = bearer.token()
  if (token) sent.headers.set('Authorization', `Bearer ${token}`)
  sent.headers.set('Accept-Language', bearer.language())
  return fetch(sent)
}

function wait_ms(response: Response | null, attempt: number): number {
  const told = Number.parseInt(response?.headers.get('Retry-After') ?? '', 10)
  const own = FIRST_WAIT_MS * 2 ** attempt
  return Math.min(Number.isNaN(told) ? own : told * 1000, LONGEST_WAIT_MS)
}

/** A `fetch` for openapi-fetch that belongs to one session. */
export function transport(bearer: Bearer): (request: Request) => Promise<Response> {
  return async (request) => {
    const authenticates = request.url.includes('/auth/')
    let renewed = false
    for (let attempt = 0; ; attempt += 1) {
      const last = attempt + 1 >= ATTEMPTS || !repeatable(request)
      let response: Response
      try {
        response = await once(request, bearer)
      } catch (cause) {
        if (last || !navigator.onLine) throw asApiError(cause)
        await sleep(wait_ms(null, attempt))
        continue
      }
      if (response.status === 401 && !authenticates && !renewed) {
        renewed = true
        attempt -= 1
        if ((await bearer.renew()) !== null) continue
      }
      if (last || ![502, 503, 504].includes(response.status)) return response
      await sleep(wait_ms(response, attempt))
    }
  }
}
