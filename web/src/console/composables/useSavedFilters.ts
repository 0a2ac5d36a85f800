import { ref } from 'vue'
import type { QueueFilter } from '@shared/api/calls/dispatch'
import { recall, remember } from '@shared/lib/storage'

/** A filter that a dispatcher gave a name to; kept in this browser. */
export interface SavedFilter {
  name: string
  filter: QueueFilter
}

export function useSavedFilters(user_id: string) {
  const place = `gb.filters.${user_id}`
  const saved = ref<SavedFilter[]>(read())

  function read(): SavedFilter[] {
    try {
      return JSON.parse(recall(place) ?? '[]') as SavedFilter[]
    } catch {
      return []
    }
  }
  function write(next: SavedFilter[]): void {
    saved.value = next
    remember(place, JSON.stringify(next))
  }
  const save = (name: string, filter: QueueFilter) => write([...saved.value.filter((each) => each.name !== name), { name, filter: { ...filter } }])
  const drop = (name: string) => write(saved.value.filter((each) => each.name !== name))
  return { saved, save, drop }
}
