import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'
import { asApiError, type ApiError } from '../api/errors'

/** One page of a list as the server sends it. */
export interface Page<Item> {
  items: Item[]
  next_cursor?: string | null
}

/** A list that grows page by page. */
export interface Pages<Item> {
  items: ShallowRef<Item[]>
  loading: Ref<boolean>
  loaded: Ref<boolean>
  error: ShallowRef<ApiError | null>
  finished: ComputedRef<boolean>
  more: () => Promise<void>
  restart: () => Promise<void>
}

/** Keyset paging: asks with the last cursor, and drops an answer that a restart has overtaken. */
export function usePages<Item>(ask: (cursor: string | undefined) => Promise<Page<Item>>): Pages<Item> {
  const items: ShallowRef<Item[]> = shallowRef([])
  const loading = ref(false)
  const loaded = ref(false)
  const error = shallowRef<ApiError | null>(null)
  const cursor = ref<string | null | undefined>(undefined)
  let round = 0

  async function load(): Promise<void> {
    const mine = round
    loading.value = true
    error.value = null
    try {
      const page = await ask(cursor.value ?? undefined)
      if (mine !== round) return
      items.value = [...items.value, ...page.items]
      cursor.value = page.next_cursor ?? null
      loaded.value = true
    } catch (cause) {
      if (mine === round) error.value = asApiError(cause)
    } finally {
      if (mine === round) loading.value = false
    }
  }

  async function more(): Promise<void> {
    if (loading.value || cursor.value === null) return
    await load()
  }

  async function restart(): Promise<void> {
    round += 1
    items.value = []
    cursor.value = undefined
    loaded.value = false
    await load()
  }

  return { items, loading, loaded, error, finished: computed(() => loaded.value && cursor.value === null), more, restart }
}
