import { onMounted, onScopeDispose, shallowRef, type ShallowRef } from 'vue'
import { openCounts } from '@shared/api/calls/dispatch'
import type { OpenCounts } from '@shared/api/types'

const LOOK_EVERY_MS = 30_000

/** How much waits at each state; asked for now and then while somebody looks at the page. */
export function useOpenCounts(): { counts: ShallowRef<OpenCounts | null>; look: () => Promise<void> } {
  const counts = shallowRef<OpenCounts | null>(null)
  async function look(): Promise<void> {
    // Numbers beside a word are nothing to bother anybody with; the next look asks again.
    counts.value = await openCounts().catch(() => counts.value)
  }
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') void look()
  }, LOOK_EVERY_MS)
  onMounted(look)
  onScopeDispose(() => clearInterval(timer))
  return { counts, look }
}
