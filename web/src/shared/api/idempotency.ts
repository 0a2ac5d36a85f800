import { randomId } from '../lib/random'
import { recall, remember } from '../lib/storage'
import { asApiError } from './errors'

/**
 * One intention, one key. The key stays with its body until the server has answered: an answer that got lost is
 * asked for again under the same key, and another body gets another key.
 * With a `place` it is kept in this browser, and outlives a closed page.
 */
export class Intent {
  private key: string | null = null
  private body = ''

  constructor(private readonly place?: string) {
    const kept = place ? recall(place) : null
    if (!kept) return
    try {
      ;({ key: this.key, body: this.body } = JSON.parse(kept) as { key: string; body: string })
    } catch {
      this.settled()
    }
  }

  /** The body whose answer never came, as an earlier page sent it. */
  get unanswered(): unknown {
    return this.key === null ? null : JSON.parse(this.body)
  }

  /** The key for this body; the same one as long as no answer has come. */
  keyFor(body: unknown): string {
    const words = JSON.stringify(body)
    if (this.key === null || words !== this.body) {
      this.key = randomId()
      this.body = words
      if (this.place) remember(this.place, JSON.stringify({ key: this.key, body: this.body }))
    }
    return this.key
  }

  /** The server has spoken, yes or no: the next try is a new intention. */
  settled(): void {
    this.key = null
    if (this.place) remember(this.place, null)
  }

  /** Does the work under the body's key, and forgets the key when an answer came. */
  async run<Answer>(body: unknown, work: (key: string) => Promise<Answer>): Promise<Answer> {
    const key = this.keyFor(body)
    try {
      const answer = await work(key)
      this.settled()
      return answer
    } catch (cause) {
      if (!asApiError(cause).unanswered) this.settled()
      throw cause
    }
  }
}
