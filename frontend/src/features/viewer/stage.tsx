import { useEffect, useState, type ReactNode } from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { ApiError } from '../../shared/api.ts'
import type { ContentProps, ContentState, FaceProps } from './content.ts'
import { FileCard, FileFace } from './file-card.tsx'
import { Film, Loop } from './film.tsx'
import { MediaBox } from './media-box.tsx'
import { Picture } from './picture.tsx'
import { positionOf } from '../../shared/positions-memory.ts'
import { presentationOf, type Presentation } from './presentation.ts'
import { knownTrouble } from './known-trouble.ts'
import { ProblemPanel } from './problem-panel.tsx'
import { Sound, SoundFace } from './sound.tsx'
import { useLink } from './use-link.ts'
import { needsWaking } from './wake-worker.ts'
import { Waiting } from './waiting.tsx'
import styles from './stage.module.css'

/** Where on the strip an item is: shown, or a neighbour at its edge, waiting to be swiped in. */
export type Role = 'before' | 'shown' | 'after'

type StageProps = {
  item: FileItem
  role: Role
  startAt: number | undefined
  /** A neighbour may be made ready: a picture loaded and decoded, a film as far as its first frame. */
  mayPrepare: boolean
  /** Stays the same from render to render. */
  onRest: (isAtRest: boolean) => void
}

/**
 * One item, from its link to the last word about it. Keyed by the item's id, it goes along from neighbour to shown item and on:
 * nothing of another item can stay in it. Sounds live only while they are shown, films from when they are made ready to when
 * they have been shown; their faces are there before.
 */
export function Stage({ item, role, startAt, mayPrepare, onRest }: StageProps) {
  const isShown = role === 'shown'
  const presentation = presentationOf(item)
  const [state, setState] = useState<ContentState>()
  const known = knownTrouble(item)
  const isPrepared =
    presentation === 'picture'
      ? mayPrepare || state?.isShown === true
      : // One that goes on in the middle begins with another frame than its first.
        presentation === 'film' && mayPrepare && positionOf(item) === undefined
  const isWanted = known === undefined && (isShown || isPrepared)
  const { link, error, isPending, renew } = useLink(item.id, isWanted)
  // Nobody wakes a worker for a neighbour.
  const hasContent = isWanted && link !== undefined && (isShown || state !== undefined || !needsWaking(link))

  const linkReason = error instanceof ApiError ? error.code : error === null ? undefined : 'unreachable'
  const reason = known ?? (link === undefined ? linkReason : state?.reason)
  const retry = () => (link === undefined ? void renew().catch(() => undefined) : state?.retry())

  const isAtRest = state?.isAtRest === true && reason === undefined
  useEffect(() => {
    if (isShown) onRest(isAtRest)
  }, [isShown, isAtRest, onRest])
  useEffect(() => {
    if (!hasContent) setState(undefined)
  }, [hasContent])

  const hasTrouble = isShown && reason !== undefined
  const Content = CONTENTS[presentation]
  const Face = FACES[presentation]
  const content = hasContent && (
    <Content
      item={item}
      isShown={isShown}
      link={link}
      renewLink={renew}
      startAt={startAt}
      onState={setState}
    />
  )

  return (
    <div className={styles['slide']} data-role={role} data-item={item.id} inert={!isShown}>
      {/* What fills the screen with a film: its controls, rings and words come along. */}
      <div
        className={styles['room']}
        data-player={presentation === 'film' || undefined}
        data-trouble={hasTrouble || undefined}
      >
        {/* One from first to last: a picture on its way from the tile to here must find it where it was. */}
        {Face === undefined ? (
          <MediaBox item={item} ratio={state?.ratio} isShown={state?.isShown === true}>
            {content}
          </MediaBox>
        ) : (
          (hasContent || !hasTrouble) && (
            <Face item={item} link={link}>
              {content}
            </Face>
          )
        )}
        {hasTrouble && <ProblemPanel key={reason} reason={reason} link={link} onRetry={retry} />}
        {isShown && (
          <Waiting
            isWaiting={known === undefined && (link === undefined ? isPending : state?.isWaiting === true)}
            isWaking={link !== undefined && state?.isWaking === true}
            hasOwnRing={state?.hasOwnRing === true}
          />
        )}
      </div>
    </div>
  )
}

const CONTENTS: Record<Presentation, (props: ContentProps) => ReactNode> = {
  picture: Picture,
  film: Film,
  loop: Loop,
  sound: Sound,
  card: FileCard,
}

/** What stands around the content of those that have no picture of their own. */
const FACES: Partial<Record<Presentation, (props: FaceProps) => ReactNode>> = {
  sound: SoundFace,
  card: FileFace,
}
