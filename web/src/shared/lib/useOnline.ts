import { onScopeDispose, ref, type Ref } from 'vue'

/** Whether the browser believes that it has a network. */
export function useOnline(): Ref<boolean> {
  const online = ref(navigator.onLine)
  const update = () => {
    online.value = navigator.onLine
  }
  addEventListener('online', update)
  addEventListener('offline', update)
  onScopeDispose(() => {
    removeEventListener('online', update)
    removeEventListener('offline', update)
  })
  return online
}
