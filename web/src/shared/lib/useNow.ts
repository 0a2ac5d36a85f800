import { onScopeDispose, ref, type Ref } from 'vue'

/** A clock that ticks while the component lives, in milliseconds since 1970. */
export function useNow(every_ms = 1000): Ref<number> {
  const now = ref(Date.now())
  const timer = setInterval(() => {
    now.value = Date.now()
  }, every_ms)
  onScopeDispose(() => clearInterval(timer))
  return now
}
