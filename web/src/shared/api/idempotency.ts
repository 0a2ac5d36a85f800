import { randomId } from '../lib/random'
import { asApiError } from './errors'

/**
 * One intention, one key. The key stays with its body until the server has answered: an answer that got lost is
 * asked for again under the same key, and another body gets another key.
 */
export class Intent {
  private key: string | null = null
  private body = ''

  /** The key for this body; the same one as long as no answer has come. */
  keyFor(body: unknown): string {
    const words = JSON.stringify(body)
    if (this.key === null || words !== this.body) {
      this.key = randomId()
      this.body = words
    }
    return this.key
  }

  /** The server has spoken, yes or no: the next try is a new intention. */
  settled(): void {
    this.key = null
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
