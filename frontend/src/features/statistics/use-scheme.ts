import { useSyncExternalStore } from 'react'

const DARK = '(prefers-color-scheme: dark)'

function subscribe(onChange: () => void): () => void {
  const system = matchMedia(DARK)
  const chosen = new MutationObserver(onChange)
  system.addEventListener('change', onChange)
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] })
  return () => {
    system.removeEventListener('change', onChange)
    chosen.disconnect()
  }
}

const read = () => `${document.documentElement.dataset['theme'] ?? 'system'} ${matchMedia(DARK).matches}`

/** Changes whenever light becomes dark, for those who draw colours instead of naming them. */
export const useScheme = (): string => useSyncExternalStore(subscribe, read)
