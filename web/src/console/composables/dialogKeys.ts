import { onBeforeUnmount, onMounted } from 'vue'

/** Puts the focus into the form of the dialog that has just opened, unless it is there already. */
export function focusFirst(): void {
  const form = [...document.querySelectorAll<HTMLElement>('.el-dialog form')].at(-1)
  if (!form || form.contains(document.activeElement)) return
  form.querySelector<HTMLElement>('[autofocus], input, textarea, button')?.focus()
}

/** True while the focus has not come into a dialog, nor into what a field of it opened. */
const isOutside = ({ target }: KeyboardEvent): boolean => !(target instanceof Element && target.closest('.el-overlay, .el-popper'))

/** What the keys of a dialog do: `more` sees those that have no meaning of their own. */
interface DialogKeys {
  close: () => void
  send: () => void
  more?: (event: KeyboardEvent) => void
}

/** Keys of a dialog, while it is there, wherever the focus is: Ctrl and Enter send it; Escape closes it also in the moment before it has the focus, when it would not hear it itself. */
export function useDialogKeys({ close, send, more }: DialogKeys): void {
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.stopPropagation()
      event.preventDefault()
      send()
    } else if (event.key === 'Escape' && isOutside(event)) close()
    else more?.(event)
  }
  // On their way down: a select keeps every Enter to itself.
  onMounted(() => addEventListener('keydown', onKey, true))
  onBeforeUnmount(() => removeEventListener('keydown', onKey, true))
}
