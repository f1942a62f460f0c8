// A page that was opened before the gallery was built anew asks for parts that are gone (Vite, "Load Error Handling").

const MARK = 'gramreel.reloaded-at'
/** A second failure so soon has another cause. */
const ONCE_IN_MS = 60_000

export function reloadWhenStale(): void {
  window.addEventListener('vite:preloadError', (event) => {
    const last = Number(sessionStorage.getItem(MARK))
    if (!navigator.onLine || Date.now() - last < ONCE_IN_MS) return
    event.preventDefault()
    sessionStorage.setItem(MARK, String(Date.now()))
    location.reload()
  })
}
