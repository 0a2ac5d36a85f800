/** Lets the browser keep this page's files, so that it opens without a network (`worker/sw.ts`). A page in development is never kept. */
export function keepShell(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  // A browser that keeps nothing, as in a private window, has the page all the same as long as there is a line.
  void navigator.serviceWorker.register('/sw.js').catch(() => undefined)
}
