import { ref, shallowRef } from 'vue'
import { asApiError } from '@shared/api/errors'
import { uploadPhoto } from '@shared/api/upload'
import { randomId } from '@shared/lib/random'
import type { DraftPhoto } from './draftStore'
import { shrink } from './shrink'

export const MOST_PHOTOS = 9

/** Photos on their way from the phone: shrunk here, sent one after the other, each once. `onSent` keeps what has arrived. */
export function usePhotos(onSent: () => Promise<void> = () => Promise.resolve()) {
  const photos = shallowRef<DraftPhoto[]>([])
  const shrinking = ref(0)
  /** Share of each photo that has left the phone, by the photo's id. */
  const progress = ref<Record<string, number>>({})
  /** How many of those chosen last there was no room for. */
  const leftOut = ref(0)

  async function add(files: readonly File[]): Promise<void> {
    const room = Math.max(0, MOST_PHOTOS - photos.value.length - shrinking.value)
    const taken = files.slice(0, room)
    leftOut.value = files.length - taken.length
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
    leftOut.value = 0
  }

  /** Sends what the server does not have yet, and gives the ids of all. */
  async function send(): Promise<string[]> {
    try {
      for (const photo of photos.value) {
        if (photo.sent) continue
        const sent = await uploadPhoto(photo.blob, (share) => {
          progress.value = { ...progress.value, [photo.id]: share }
        })
        photos.value = photos.value.map((each) => (each.id === photo.id ? { ...each, sent } : each))
        await onSent()
      }
    } finally {
      progress.value = {}
    }
    return photos.value.flatMap((photo) => (photo.sent ? [photo.sent.id] : []))
  }

  /**
   * Does something with the photos' ids. The server clears photos away that nobody used for a day; those of a draft that
   * is older are sent once more.
   */
  async function withSent<Answer>(work: (ids: string[]) => Promise<Answer>): Promise<Answer> {
    try {
      return await work(await send())
    } catch (cause) {
      if (!asApiError(cause).fields.some((field) => field.code === 'unknown_photo')) throw cause
      photos.value = photos.value.map((photo) => ({ ...photo, sent: null }))
      return work(await send())
    }
  }

  return { photos, shrinking, progress, leftOut, add, remove, withSent }
}
