import { computed, ref, watch } from 'vue'
import { queue, type QueueFilter } from '@shared/api/calls/dispatch'
import { usePages } from '@shared/lib/usePages'
import type { CenterReport } from '@shared/api/types'

const PAGE = 100
const TYPING_MS = 350

/** The queue with its filter, the case that is looked at, and the cases that are ticked. */
export function useQueue() {
  const filter = ref<QueueFilter>({ status: 'submitted' })
  const pages = usePages((cursor) => queue(clean(filter.value), cursor, PAGE))
  const at = ref(0)
  const ticked = ref(new Set<string>())
  const current = computed(() => pages.items.value[at.value] ?? null)
  let timer: ReturnType<typeof setTimeout> | undefined

  function clean(raw: QueueFilter): QueueFilter {
    return Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined && value !== '' && value !== null && value !== false)) as QueueFilter
  }
  async function restart(): Promise<void> {
    at.value = 0
    ticked.value = new Set()
    await pages.restart()
  }
  watch(
    filter,
    () => {
      clearTimeout(timer)
      timer = setTimeout(() => void restart(), TYPING_MS)
    },
    { deep: true },
  )

  function move(by: number): void {
    const last = pages.items.value.length - 1
    at.value = Math.max(0, Math.min(last, at.value + by))
  }
  function tick(id: string): void {
    const next = new Set(ticked.value)
    if (!next.delete(id)) next.add(id)
    ticked.value = next
  }
  /** A case has moved on: its row shows the new state, or goes when the filter no longer holds it. */
  function changed(report: CenterReport): void {
    const wanted = filter.value.status
    const stays = !wanted || wanted.split(',').includes(report.status)
    pages.items.value = pages.items.value.flatMap((row) => (row.id !== report.id ? [row] : stays ? [{ ...row, ...report }] : []))
    move(0)
  }

  return { filter, pages, at, ticked, current, restart, move, tick, changed }
}
