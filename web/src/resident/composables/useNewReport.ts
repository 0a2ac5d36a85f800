import { computed, ref, shallowRef, watch } from 'vue'
import { fileReport, type NewReport } from '@shared/api/calls/reports'
import { asApiError } from '@shared/api/errors'
import { uploadPhoto } from '@shared/api/upload'
import type { Location } from '@shared/api/types'
import { randomId } from '@shared/lib/random'
import { useTask } from '@shared/lib/useTask'
import { dropDraft, readDraft, writeDraft, type Draft, type DraftPhoto } from './draftStore'
import { shrink } from './shrink'

export const MOST_PHOTOS = 9
export const LONGEST_WORDS = 500
const SAVE_AFTER_MS = 400

/** Everything behind the 随手拍 form: the draft, the photos' way, and the sending that files one report only. */
export function useNewReport(owner_id: string) {
  const photos = shallowRef<DraftPhoto[]>([])
  const category = ref('')
  const description = ref('')
  const location = shallowRef<Location | null>(null)
  const restored = ref(false)
  const shrinking = ref(0)
  /** Share of each photo that has left the phone, by the photo's id. */
  const progress = ref<Record<string, number>>({})
  let pending: Draft['pending'] = null
  let filed = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const empty = computed(() => photos.value.length === 0 && !category.value && !description.value)
  const complete = computed(() => photos.value.length > 0 && category.value !== '' && description.value.trim() !== '' && location.value !== null)

  async function save(): Promise<void> {
    clearTimeout(timer)
    if (filed) return
    if (empty.value) return dropDraft(owner_id)
    await writeDraft({
      owner_id,
      photos: photos.value,
      category: category.value,
      description: description.value,
      location: location.value ? { ...location.value } : null,
      pending,
      updated_at: new Date().toISOString(),
    })
  }

  async function restore(): Promise<void> {
    const draft = await readDraft(owner_id)
    if (draft) {
      photos.value = draft.photos
      category.value = draft.category
      description.value = draft.description
      location.value = draft.location
      pending = draft.pending
      restored.value = true
    }
    watch([photos, category, description, location], () => {
      clearTimeout(timer)
      timer = setTimeout(() => void save(), SAVE_AFTER_MS)
    })
  }

  async function add(files: readonly File[]): Promise<void> {
    const room = MOST_PHOTOS - photos.value.length - shrinking.value
    const taken = files.slice(0, Math.max(0, room))
    shrinking.value += taken.length
    for (const file of taken) {
      try {
        const blob = await shrink(file)
        photos.value = [...photos.value, { id: randomId(), blob, sent: null }]
      } finally {
        shrinking.value -= 1
      }
    }
  }

  function remove(id: string): void {
    photos.value = photos.value.filter((photo) => photo.id !== id)
  }

  async function discard(): Promise<void> {
    photos.value = []
    category.value = ''
    description.value = ''
    location.value = null
    pending = null
    restored.value = false
    await dropDraft(owner_id)
  }

  async function sendPhotos(): Promise<string[]> {
    for (const photo of photos.value) {
      if (photo.sent) continue
      const sent = await uploadPhoto(photo.blob, (share) => {
        progress.value = { ...progress.value, [photo.id]: share }
      })
      photos.value = photos.value.map((each) => (each.id === photo.id ? { ...each, sent } : each))
      await save()
    }
    return photos.value.flatMap((photo) => (photo.sent ? [photo.sent.id] : []))
  }

  const sending = useTask(async () => {
    if (!location.value) throw new Error('a report without a place')
    const body: NewReport = {
      category: category.value,
      description: description.value.trim(),
      location: { ...location.value },
      photo_ids: await sendPhotos(),
    }
    const words = JSON.stringify(body)
    if (pending?.body !== words) pending = { key: randomId(), body: words }
    await save()
    try {
      const report = await fileReport(body, pending.key)
      filed = true
      clearTimeout(timer)
      await dropDraft(owner_id)
      return report
    } catch (cause) {
      if (!asApiError(cause).unanswered) {
        pending = null
        await save()
      }
      throw cause
    } finally {
      progress.value = {}
    }
  })

  return { photos, category, description, location, restored, shrinking, progress, empty, complete, sending, restore, add, remove, discard, save }
}
