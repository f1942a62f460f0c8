import { createContext, use, type MouseEvent } from 'react'

/** Leads to another address of this site without loading the page anew; app/router.tsx says how. */
export const GoContext = createContext<(href: string) => void>((href) => location.assign(href))

/** For an `<a>`: a plain click stays in the page, a click with a key does what the browser does. */
export function useGo(): (href: string) => { href: string; onClick: (event: MouseEvent) => void } {
  const go = use(GoContext)
  return (href) => ({
    href,
    onClick: (event) => {
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
      event.preventDefault()
      go(href)
    },
  })
}
