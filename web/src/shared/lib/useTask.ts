import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { ApiError, asApiError } from '../api/errors'

/** One thing a page does with the server: at most once at a time, with its failure kept for showing. */
export interface Task<Args extends unknown[], Answer> {
  busy: Ref<boolean>
  error: ShallowRef<ApiError | null>
  /** The answer, or undefined when it failed (see `error`) or is running already. */
  run: (...args: Args) => Promise<Answer | undefined>
}

/** Wraps a call so that a double tap does it once and an error ends up on the page. */
export function useTask<Args extends unknown[], Answer>(work: (...args: Args) => Promise<Answer>): Task<Args, Answer> {
  const busy = ref(false)
  const error = shallowRef<ApiError | null>(null)
  async function run(...args: Args): Promise<Answer | undefined> {
    if (busy.value) return undefined
    busy.value = true
    error.value = null
    try {
      return await work(...args)
    } catch (cause) {
      error.value = asApiError(cause)
      return undefined
    } finally {
      busy.value = false
    }
  }
  return { busy, error, run }
}
