import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Location, Photo } from '@shared/api/types'

/** A photo of the draft: shrunk on this phone, and what the server called it once it has arrived. */
export interface DraftPhoto {
  id: string
  blob: Blob
  sent: Photo | null
}

/** A report that is being written. Kept on this phone only, one for each resident; nothing sends it by itself. */
export interface Draft {
  owner_id: string
  photos: DraftPhoto[]
  category: string
  description: string
  location: Location | null
  /** Key and body of a sending whose answer is not known yet: the next try must use the same key. */
  pending: { key: string; body: string } | null
  updated_at: string
}

interface Schema extends DBSchema {
  draft: { key: string; value: Draft }
}

let opened: Promise<IDBPDatabase<Schema>> | null = null

function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('golden-beans', 1, {
    upgrade(db) {
      db.createObjectStore('draft', { keyPath: 'owner_id' })
    },
  })
  return opened
}

export const readDraft = async (owner_id: string): Promise<Draft | undefined> => (await database()).get('draft', owner_id)

export const writeDraft = async (draft: Draft): Promise<void> => {
  await (await database()).put('draft', draft)
}

export const dropDraft = async (owner_id: string): Promise<void> => {
  await (await database()).delete('draft', owner_id)
}
