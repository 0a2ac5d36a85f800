import { onBeforeUnmount, onMounted } from 'vue'

/** True when a key belongs to a field or a dialog, and means nothing to the page behind it. */
export function isTyping(event: KeyboardEvent): boolean {
  const { target } = event
  if (event.ctrlKey || event.metaKey || event.altKey) return true
  return target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) || target.closest('[role=dialog], dialog[open]') !== null)
}

/** True while something lies over the page. */
export const isCovered = (): boolean => document.querySelector('.el-overlay-dialog, .el-overlay-message-box, dialog[open]') !== null

/** Keys of a page, while it is there: `press` tells whether the key meant something. */
export function useKeys(press: (event: KeyboardEvent) => boolean): void {
  const onKey = (event: KeyboardEvent) => {
    if (!isTyping(event) && !isCovered() && press(event)) event.preventDefault()
  }
  onMounted(() => addEventListener('keydown', onKey))
  onBeforeUnmount(() => removeEventListener('keydown', onKey))
}
