import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { transport, type Bearer } from '../src/shared/api/transport'

const fetched: Request[] = []
let answers: (() => Response | Error)[] = []

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('navigator', { onLine: true })
  vi.stubGlobal('fetch', (request: Request) => {
    fetched.push(request)
    const answer = answers.shift()?.() ?? new Error('asked too often')
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)
  })
})
afterEach(() => {
  fetched.length = 0
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

function bearer(tokens: (string | null)[]): Bearer {
  let token: string | null = 'old'
  return {
    token: () => token,
    renew: () => {
      token = tokens.shift() ?? null
      return Promise.resolve(token)
    },
    language: () => 'en',
  }
}

const post = (headers: Record<string, string> = {}) => new Request('http://localhost/api/v1/x', { method: 'POST', body: '{}', headers })
const lost = () => new TypeError('connection reset')

async function outcome(promise: Promise<Response>): Promise<Response | unknown> {
  const settled = promise.catch((cause: unknown) => cause)
  await vi.runAllTimersAsync()
  return settled
}

describe('transport', () => {
  it('asks again with the same key when the answer was lost', async () => {
    answers = [lost, () => new Response(null, { status: 503 }), () => new Response('{}', { status: 201 })]
    const got = await outcome(transport(bearer([]))(post({ 'Idempotency-Key': 'k1' })))
    expect((got as Response).status).toBe(201)
    expect(fetched.map((request) => request.headers.get('Idempotency-Key'))).toEqual(['k1', 'k1', 'k1'])
  })

  it('never repeats a write without a key', async () => {
    answers = [lost]
    expect(await outcome(transport(bearer([]))(post()))).toMatchObject({ code: 'offline' })
    expect(fetched).toHaveLength(1)
  })

  it('renews an expired token once and sends the same body', async () => {
    answers = [() => new Response(null, { status: 401 }), () => new Response('{}', { status: 200 })]
    const got = await outcome(transport(bearer(['new']))(post()))
    expect((got as Response).status).toBe(200)
    expect(fetched.map((request) => request.headers.get('Authorization'))).toEqual(['Bearer old', 'Bearer new'])
    expect(await fetched[1]?.text()).toBe('{}')
  })

  it('gives the refusal back when the person will not log in', async () => {
    answers = [() => new Response(null, { status: 401 })]
    const got = await outcome(transport(bearer([null]))(post({ 'Idempotency-Key': 'k2' })))
    expect((got as Response).status).toBe(401)
    expect(fetched).toHaveLength(1)
  })
})
