import type { ViewerProps } from './viewer.tsx'
import { presentationOf } from './presentation.ts'
import { Stage, type Role } from './stage.tsx'
import type { Warming } from '../player/warm-policy.ts'
import { usePhotosAhead } from './use-photos-ahead.ts'

type SlidesProps = Pick<ViewerProps, 'id' | 'item' | 'previous' | 'next' | 'neighbours' | 'startAt'> & {
  /** What is shown is complete; now its neighbours may be made ready. */
  isSettled: boolean
  /** A neighbour that may be loaded as far as its first frame. */
  ready: string | undefined
  onRest: (isAtRest: boolean) => void
}

/** The shown item and, as far as they are loaded, its neighbours at its edges. */
export function Slides({
  id,
  item,
  previous,
  next,
  neighbours,
  startAt,
  isSettled,
  ready,
  onRest,
}: SlidesProps) {
  const photos = usePhotosAhead(id, isSettled)
  // Of two items each is before and after the other; there it comes from one side.
  const roles: [string | undefined, Role][] = [
    [previous === next ? undefined : previous, 'before'],
    [id, 'shown'],
    [next, 'after'],
  ]
  return roles.map(([which, role]) => {
    const found = role === 'shown' ? item : neighbours.find((neighbour) => neighbour.id === which)
    if (found === undefined || found.id !== which) return null
    return (
      <Stage
        key={found.id}
        item={found}
        role={role}
        startAt={role === 'shown' ? startAt : undefined}
        mayPrepare={presentationOf(found) === 'film' ? found.id === ready : isPrepared(role, photos)}
        onRest={onRest}
      />
    )
  })
}

/** The next before the one before: most people go on. */
const isPrepared = (role: Role, photos: Warming['photos']): boolean =>
  photos > (role === 'after' ? 0 : role === 'before' ? 1 : 2)
