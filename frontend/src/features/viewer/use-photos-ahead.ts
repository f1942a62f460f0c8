import { useEffect, useState } from 'react'
import { presentWarming } from '../player/conditions.ts'
import type { Warming } from '../player/warm-policy.ts'

/** A film that needs the line for itself, a battery that is low: asked again later. */
const AGAIN_MS = 5_000

/** How many neighbouring photos may be loaded now; none before what is shown is settled. */
export function usePhotosAhead(id: string, isSettled: boolean): Warming['photos'] {
  const [photos, setPhotos] = useState<Warming['photos']>(0)
  useEffect(() => {
    if (!isSettled) {
      setPhotos(0)
      return undefined
    }
    let timer: ReturnType<typeof setTimeout> | undefined
    let hasLeft = false
    const look = async () => {
      const warming = await presentWarming()
      if (hasLeft) return
      setPhotos(warming.photos)
      if (warming.photos < 2) timer = setTimeout(() => void look(), AGAIN_MS)
    }
    void look()
    return () => {
      hasLeft = true
      clearTimeout(timer)
    }
  }, [id, isSettled])
  return photos
}
