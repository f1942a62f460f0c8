import { lazy, Suspense, useEffect, useState } from 'react'

const ShortcutList = lazy(() => import('./shortcut-list.tsx'))

/** `?` on the grid shows what the keys do; in the viewer, the viewer itself does. */
export function ShortcutsKey() {
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const { key, target, defaultPrevented } = event
      const isTyping = target instanceof Element && target.closest('input, textarea, select') !== null
      if (key !== '?' || defaultPrevented || isTyping) return
      if (document.querySelector('dialog:modal') === null) setOpen(true)
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
  return isOpen ? (
    <Suspense>
      <ShortcutList onClose={() => setOpen(false)} />
    </Suspense>
  ) : null
}
