import { useEffect } from 'react'
import { texts } from './texts.ts'

/** What the browser calls the page: in its tabs, its history, and aloud when the page comes. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} – ${texts.name}`
  }, [title])
}
