import { onBeforeUnmount, onMounted } from 'vue'

/** Puts the focus into the form of the dialog that has just opened, unless it is there already. */
export function focusFirst(): void {
  const form = [...document.querySelectorAll<HTMLElement>('.el-dialog form')].at(-1)
  if (!form || form.contains(document.activeElement)) return
  form.querySelector<HTMLElement>('[autofocus], input, textarea, button')?.focus()
}

/** Keys of a dialog, while it is there, wherever the focus is: Ctrl and Enter send it, `more` sees all others. */
export function useDialogKeys(send: () => void, more: (event: KeyboardEvent) => void = () => {}): void {
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send()
    else more(event)
  }
  onMounted(() => addEventListener('keydown', onKey))
  onBeforeUnmount(() => removeEventListener('keydown', onKey))
}
