import { onMounted, onScopeDispose, ref, type Ref } from 'vue'
import { noticeCount } from '../api/calls/me'

const LOOK_EVERY_MS = 60_000

/** How many notices wait to be read, as far as a page has looked. */
export const unreadNotices = ref(0)

/** Asks for that number now and then while somebody looks at the page, and is signed in. */
export function useUnread(signedIn: () => boolean = () => true): { unread: Ref<number>; look: () => Promise<void> } {
  async function look(): Promise<void> {
    if (!signedIn()) return
    try {
      unreadNotices.value = (await noticeCount()).unread
    } catch {
      // A number beside a bell is nothing to bother anybody with; the next look asks again.
    }
  }
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') void look()
  }, LOOK_EVERY_MS)
  onMounted(look)
  onScopeDispose(() => clearInterval(timer))
  return { unread: unreadNotices, look }
}
