import { onScopeDispose } from 'vue'

/** Keeps the screen awake while the component lives; taken again when the page comes back to the front. */
export function useWakeLock(): void {
  let lock: WakeLockSentinel | null = null
  let over = false

  async function take(): Promise<void> {
    if (over || document.visibilityState !== 'visible') return
    try {
      lock = (await navigator.wakeLock?.request('screen')) ?? null
      if (over) await lock?.release()
    } catch {
      // A low battery may refuse; the code is still shown.
    }
  }
  const onVisible = () => void take()

  document.addEventListener('visibilitychange', onVisible)
  void take()
  onScopeDispose(() => {
    over = true
    document.removeEventListener('visibilitychange', onVisible)
    void lock?.release()
  })
}
