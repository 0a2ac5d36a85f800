import { onMounted, onScopeDispose, ref, type Ref } from 'vue'
import { noticeCount } from '../api/calls/me'

const LOOK_EVERY_MS = 60_000

/** How many notices wait to be read; asked for now and then while somebody looks at the page. */
export function useUnread(): { unread: Ref<number>; look: () => Promise<void> } {
  const unread = ref(0)
  async function look(): Promise<void> {
    try {
      unread.value = (await noticeCount()).unread
    } catch {
      // A number beside a bell is nothing to bother anybody with; the next look asks again.
    }
  }
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') void look()
  }, LOOK_EVERY_MS)
  onMounted(look)
  onScopeDispose(() => clearInterval(timer))
  return { unread, look }
}
