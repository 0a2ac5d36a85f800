/** The ledger's verification, which tells how far it is. It ends when `signal` does. */
import { authorized } from './authorized'
import { ApiError, problem } from './errors'
import { EventParser } from './events'
import type { Verification, VerificationProgress } from './types'

export async function verifyLedger(signal: AbortSignal, onProgress: (progress: VerificationProgress) => void): Promise<Verification> {
  const answer = await authorized('/api/v1/ledger/verify', { method: 'POST', signal, headers: { Accept: 'text/event-stream' } })
  if (!answer.ok || !answer.body) throw problem(answer, await answer.json().catch(() => null))
  const parser = new EventParser()
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) throw new ApiError(0, 'offline')
    for (const event of parser.push(value)) {
      const data: unknown = JSON.parse(event.data)
      if (event.name === 'progress') onProgress(data as VerificationProgress)
      else if (event.name === 'result') return data as Verification
      else if (event.name === 'problem') throw problem(new Response(null, { status: (data as { status: number }).status }), data)
    }
  }
}
