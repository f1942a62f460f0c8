// Nobody needs the viewer to see the grid, so its code comes afterwards. It is there before a finger that goes down on a tile
// comes up again, nearly always; and who opens an item sooner stays on the grid until it is.
import { lazy, Suspense, useEffect, useState, type ComponentProps } from 'react'
import type { Viewer } from './viewer.tsx'
import styles from './lazy-viewer.module.css'

type Loaded = { default: typeof Viewer }

let loaded: Loaded | undefined
let loading: Promise<Loaded> | undefined

/** Rejects when it cannot be had, such as after an update of the server; the next call tries again. */
export function loadViewer(): Promise<Loaded> {
  loading ??= import('./viewer.tsx').then(
    (module) => (loaded = { default: module.Viewer }),
    (error: unknown) => {
      loading = undefined
      throw error
    },
  )
  return loading
}

/** What has to be waited for before the viewer can be shown in one movement; undefined when nothing has. */
export const viewerComing = (): Promise<unknown> | undefined =>
  loaded === undefined ? loadViewer() : undefined

const Later = lazy(loadViewer)

export function LazyViewer(props: ComponentProps<typeof Viewer>) {
  // Chosen once: a lazy component suspends for a moment even when its code is there, and another one would be mounted anew.
  const [Shown] = useState(() => loaded?.default ?? Later)
  return (
    <Suspense fallback={<div className={styles['ground']} />}>
      <Shown {...props} />
    </Suspense>
  )
}

/** Safari has no requestIdleCallback. */
const whenIdle = (work: () => void): (() => void) => {
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(work, 1500)
    return () => clearTimeout(timer)
  }
  const request = requestIdleCallback(work)
  return () => cancelIdleCallback(request)
}

const ignore = () => undefined

/** Has the viewer's code fetched when the page has nothing else to do, or a tile is about to be opened. */
export function usePreloadedViewer(): void {
  useEffect(() => {
    const load = () => void loadViewer().catch(ignore)
    const loadForTile = ({ target }: Event) => {
      if (target instanceof Element && target.closest('[data-tile]') !== null) load()
    }
    const isOpen = document.readyState === 'complete'
    let forget = ignore as () => void
    const wait = () => (forget = whenIdle(load))
    if (isOpen) wait()
    else addEventListener('load', wait, { once: true })
    document.addEventListener('pointerdown', loadForTile)
    document.addEventListener('focusin', loadForTile)
    return () => {
      forget()
      removeEventListener('load', wait)
      document.removeEventListener('pointerdown', loadForTile)
      document.removeEventListener('focusin', loadForTile)
    }
  }, [])
}
