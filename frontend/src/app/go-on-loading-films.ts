import { hasKeptFilms } from '../shared/kept-mark.ts'

/** Films that were on their way to this device go on, once the page itself is there. */
export function goOnLoadingFilms(): void {
  if (!hasKeptFilms()) return
  window.addEventListener(
    'load',
    () => void import('../features/offline/go-on-loading.ts').then(({ goOnLoading }) => goOnLoading()),
    { once: true },
  )
}
