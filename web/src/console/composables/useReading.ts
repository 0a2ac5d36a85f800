import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import { asApiError, type ApiError } from '@shared/api/errors'

/** Something that is read from the server again and again as what it depends on changes. */
export interface Reading<Answer> {
  value: ShallowRef<Answer | null>
  busy: Ref<boolean>
  error: ShallowRef<ApiError | null>
  run: () => Promise<void>
}

/** A new reading overtakes the one before: what comes late is not shown. */
export function useReading<Answer>(ask: () => Promise<Answer>): Reading<Answer> {
  const value: ShallowRef<Answer | null> = shallowRef(null)
  const busy = ref(false)
  const error = shallowRef<ApiError | null>(null)
  let round = 0
  async function run(): Promise<void> {
    round += 1
    const mine = round
    busy.value = true
    error.value = null
    try {
      const answer = await ask()
      if (mine === round) value.value = answer
    } catch (cause) {
      if (mine === round) error.value = asApiError(cause)
    } finally {
      if (mine === round) busy.value = false
    }
  }
  return { value, busy, error, run }
}
