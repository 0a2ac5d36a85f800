import { computed, nextTick, onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

const SPARE_ROWS = 6

/** Draws only the rows that can be seen: ten thousand cases scroll as ten do. Rows are all of one height. */
export function useWindowed(holder: Ref<HTMLElement | null>, count: Ref<number>, row_px: number) {
  const top_px = ref(0)
  const height_px = ref(600)
  const first = computed(() => Math.max(0, Math.floor(top_px.value / row_px) - SPARE_ROWS))
  const last = computed(() => Math.min(count.value, Math.ceil((top_px.value + height_px.value) / row_px) + SPARE_ROWS))
  const nearEnd = computed(() => last.value >= count.value - SPARE_ROWS)
  let observer: ResizeObserver | null = null

  const onScroll = () => {
    top_px.value = holder.value?.scrollTop ?? 0
  }
  async function reveal(index: number): Promise<void> {
    await nextTick()
    const box = holder.value
    if (!box) return
    const from = index * row_px
    if (from < box.scrollTop) box.scrollTop = from
    else if (from + row_px > box.scrollTop + box.clientHeight) box.scrollTop = from + row_px - box.clientHeight
  }

  onMounted(() => {
    const box = holder.value
    if (!box) return
    box.addEventListener('scroll', onScroll, { passive: true })
    observer = new ResizeObserver(() => {
      height_px.value = box.clientHeight
    })
    observer.observe(box)
  })
  onBeforeUnmount(() => {
    observer?.disconnect()
    holder.value?.removeEventListener('scroll', onScroll)
  })
  return { first, last, nearEnd, reveal }
}
