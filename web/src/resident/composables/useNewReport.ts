import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { fileReport, type NewReport } from '@shared/api/calls/reports'
import { asApiError } from '@shared/api/errors'
import type { Location } from '@shared/api/types'
import { randomId } from '@shared/lib/random'
import { useTask } from '@shared/lib/useTask'
import { dropDraft, readDraft, writeDraft, type Draft } from './draftStore'
import { usePhotos } from './usePhotos'

export const LONGEST_WORDS = 500
const SAVE_AFTER_MS = 400

/** Everything behind the 随手拍 form: the draft, the photos' way, and the sending that files one report only. */
export function useNewReport(owner_id: string) {
  const { photos, shrinking, progress, leftOut, add, remove, withSent } = usePhotos(save)
  const category = ref('')
  const description = ref('')
  const location = shallowRef<Location | null>(null)
  const restored = ref(false)
  /** Whether this browser refuses to keep the draft; the form works all the same, as long as it is open. */
  const unkept = ref(false)
  let pending: Draft['pending'] = null
  let filed = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const empty = computed(() => photos.value.length === 0 && !category.value && !description.value)
  /** What is still needed before it can be sent. */
  const missing = computed(() => {
    const there = { photos: photos.value.length > 0, category: category.value !== '', place: location.value !== null, words: description.value.trim() !== '' }
    return (Object.keys(there) as (keyof typeof there)[]).filter((part) => !there[part])
  })
  const complete = computed(() => missing.value.length === 0)

  function draft(): Draft {
    return {
      owner_id,
      photos: photos.value,
      category: category.value,
      description: description.value,
      location: location.value ? { ...location.value } : null,
      pending,
      updated_at: new Date().toISOString(),
    }
  }

  async function save(): Promise<void> {
    clearTimeout(timer)
    if (filed) return
    try {
      await (empty.value ? dropDraft(owner_id) : writeDraft(draft()))
      unkept.value = false
    } catch {
      unkept.value = true
    }
  }

  async function restore(): Promise<void> {
    const kept = await readDraft(owner_id).catch(() => undefined)
    if (kept) {
      photos.value = kept.photos
      category.value = kept.category
      description.value = kept.description
      location.value = kept.location
      pending = kept.pending
      restored.value = true
    }
    watch([photos, category, description, location], () => {
      clearTimeout(timer)
      timer = setTimeout(() => void save(), SAVE_AFTER_MS)
    })
  }

  async function discard(): Promise<void> {
    photos.value = []
    category.value = ''
    description.value = ''
    location.value = null
    pending = null
    restored.value = false
    await save()
  }

  async function file(photo_ids: string[]) {
    if (!location.value) throw new Error('a report without a place')
    const body: NewReport = { category: category.value, description: description.value.trim(), location: { ...location.value }, photo_ids }
    const words = JSON.stringify(body)
    if (pending?.body !== words) pending = { key: randomId(), body: words }
    const { key } = pending
    await save()
    try {
      const report = await fileReport(body, key)
      filed = true
      clearTimeout(timer)
      await dropDraft(owner_id).catch(() => undefined)
      return report
    } catch (cause) {
      if (!asApiError(cause).unanswered) {
        pending = null
        await save()
      }
      throw cause
    }
  }
  const sending = useTask(() => withSent(file))

  // A phone that needs the memory closes a page without a word once it is out of sight.
  const onHidden = () => {
    if (document.visibilityState === 'hidden') void save()
  }
  document.addEventListener('visibilitychange', onHidden)
  onScopeDispose(() => document.removeEventListener('visibilitychange', onHidden))

  return { photos, category, description, location, restored, unkept, shrinking, progress, leftOut, empty, missing, complete, sending, restore, add, remove, discard, save }
}
