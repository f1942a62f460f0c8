import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { prefetch } from '../../shared/api.ts'
import { presentWarming } from '../player/conditions.ts'
import { useViewerSource } from './source.ts'
import { linkQuery } from './use-link.ts'

/** Whoever watches for so long is likely to want what comes after; who only skips through is not waited for. */
const AFTER_MS = 4_000
/** A film that needs the line for itself is asked again soon: it may need it for a moment only. */
const AGAIN_MS = 1_000

/**
 * Warms the next item once this one plays steadily, or is shown: its link, and its head at its worker. Answers the next item if
 * it may be made ready here as well.
 */
export function usePrefetch(next: string | undefined, isShown: boolean): string | undefined {
  const [ready, setReady] = useState<string>()
  const client = useQueryClient()
  const source = useViewerSource()
  useEffect(() => {
    if (next === undefined || !isShown) return undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    let hasLeft = false
    const warm = async () => {
      const warming = await presentWarming()
      if (hasLeft) return
      if (warming.next === 'nothing') {
        timer = setTimeout(() => void warm(), AGAIN_MS)
        return
      }
      if (warming.next !== 'link') prefetch(source.filePath(next))
      await client.prefetchQuery(linkQuery(next, source))
      if (warming.next === 'frame' && !hasLeft) setReady(next)
    }
    timer = setTimeout(() => void warm(), AFTER_MS)
    return () => {
      hasLeft = true
      clearTimeout(timer)
    }
  }, [next, isShown, client, source])
  return ready === next ? next : undefined
}
