import { randomId } from './random'
import { recall, remember } from './storage'

const PLACE = 'gb.device'
let mine: string | null = null

/**
 * What this browser calls itself: a random text that says nothing about anybody, kept here. It goes along when somebody
 * registers or logs in; the server keeps a keyed hash of it for a while, to notice accounts that share a device.
 */
export function deviceId(): string {
  mine ??= recall(PLACE)
  if (mine === null) {
    mine = randomId()
    remember(PLACE, mine)
  }
  return mine
}
