import { onBeforeUnmount, onMounted } from 'vue'
import { PAY_CODE_DIGITS } from './useTill'

/** Digits that come slower than this are not of one code. */
const SILENCE_MS = 1500
const SCANNER_ENTER_MS = 300

/**
 * A till's scanner types eighteen digits and often Enter, wherever the focus is. While a code is wanted digits mean
 * nothing else; what is taken here is marked as handled, so that the last digit is not the first of the amount and the
 * scanner's Enter presses nothing.
 */
export function useTypedCode(wanted: () => boolean, onCode: (digits: string) => void): void {
  let typed = ''
  let last_ms = -Infinity

  function onKey(event: KeyboardEvent): void {
    if (event.target instanceof HTMLInputElement) return
    const gap_ms = event.timeStamp - last_ms
    if (event.key === 'Enter') {
      if (gap_ms < SCANNER_ENTER_MS) event.preventDefault()
      return
    }
    if (!wanted() || !/^\d$/.test(event.key)) return
    event.preventDefault()
    typed = gap_ms < SILENCE_MS ? typed + event.key : event.key
    last_ms = event.timeStamp
    if (typed.length < PAY_CODE_DIGITS) return
    const code = typed
    typed = ''
    onCode(code)
  }
  onMounted(() => addEventListener('keydown', onKey))
  onBeforeUnmount(() => removeEventListener('keydown', onKey))
}
