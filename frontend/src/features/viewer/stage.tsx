import { useCallback, useState, type ReactNode } from 'react'
import type { FileItem } from '@gramreel/contracts/catalogue'
import { ApiError } from '../../shared/api.ts'
import type { ContentProps, ContentState } from './content.ts'
import { FileCard } from './file-card.tsx'
import { Film, Loop } from './film.tsx'
import { MediaBox } from './media-box.tsx'
import { Picture } from './picture.tsx'
import { presentationOf, type Presentation } from './presentation.ts'
import { ProblemPanel } from './problem-panel.tsx'
import { Sound } from './sound.tsx'
import { useLink } from './use-link.ts'
import { Waiting } from './waiting.tsx'

type StageProps = {
  item: FileItem
  startAt: number | undefined
  /** Stays the same from render to render. */
  onRest: (isAtRest: boolean) => void
}

/** One item, from its link to the last word about it. Mount it anew for each item: nothing of the last one may stay. */
export function Stage({ item, startAt, onRest }: StageProps) {
  const { link, error, isPending, renew } = useLink(item.id)
  const [state, setState] = useState<ContentState>()

  const onState = useCallback(
    (next: ContentState) => {
      setState(next)
      onRest(next.isAtRest && next.reason === undefined)
    },
    [onRest],
  )
  const linkReason = error instanceof ApiError ? error.code : error === null ? undefined : 'unreachable'
  const reason = link === undefined ? linkReason : state?.reason
  const retry = () => (link === undefined ? void renew().catch(() => undefined) : state?.retry())

  const presentation = presentationOf(item)
  const Content = CONTENTS[presentation]
  const content =
    link === undefined ? null : (
      <Content item={item} link={link} renewLink={renew} startAt={startAt} onState={onState} />
    )

  return (
    <>
      {CARDS.has(presentation) ? (
        content
      ) : (
        // One box from first to last: a picture on its way from the tile to here must find it where it was.
        <MediaBox item={item} ratio={state?.ratio} isShown={state?.isShown === true}>
          {content}
        </MediaBox>
      )}
      {reason !== undefined && <ProblemPanel reason={reason} link={link} onRetry={retry} />}
      <Waiting
        isWaiting={link === undefined ? isPending : state?.isWaiting === true}
        isWaking={link !== undefined && state?.isWaking === true}
        hasOwnRing={state?.hasOwnRing === true}
      />
    </>
  )
}

const CONTENTS: Record<Presentation, (props: ContentProps) => ReactNode> = {
  picture: Picture,
  film: Film,
  loop: Loop,
  sound: Sound,
  card: FileCard,
}

const CARDS: ReadonlySet<Presentation> = new Set(['sound', 'card'])
