import { showConfirmDialog } from 'vant'
import 'vant/es/dialog/style'

/** Asks once more before what cannot be taken back. */
export function isSure(message: string): Promise<boolean> {
  const answered = showConfirmDialog({ message }).then(
    () => true,
    () => false,
  )
  // The library names its dialog by an id that nothing has: readers of the screen would hear no name.
  requestAnimationFrame(() => document.querySelector('.van-dialog')?.setAttribute('aria-label', message))
  return answered
}
