import { showConfirmDialog } from 'vant'
import 'vant/es/dialog/style'

/** Asks once more before what cannot be taken back. */
export const isSure = (message: string): Promise<boolean> =>
  showConfirmDialog({ message }).then(
    () => true,
    () => false,
  )
