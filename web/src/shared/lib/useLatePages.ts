import { onScopeDispose, shallowRef } from 'vue'
import { useRouter } from 'vue-router'
import { ApiError } from '../api/errors'

/**
 * A page's program is fetched when the page is first opened. Where that fails, because the line is away or an update of
 * the server has replaced the files, nothing must look dead: it is said, and asked for again.
 */
export function useLatePages() {
  const router = useRouter()
  const error = shallowRef<ApiError | null>(null)
  let wanted = ''

  const forget = router.onError((_cause, to) => {
    wanted = to.fullPath
    error.value = new ApiError(0, 'offline')
  })
  const clear = router.afterEach(() => {
    error.value = null
  })
  /** Browsers keep in mind that a file could not be had, until the page starts anew. */
  function again(): void {
    location.hash = `#${wanted}`
    location.reload()
  }
  onScopeDispose(() => {
    forget()
    clear()
  })
  return { error, again }
}
