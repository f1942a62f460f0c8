import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, type ComponentType, type MouseEvent, type ReactNode } from 'react'
import { Button, ButtonLink } from '../../shared/button.tsx'
import { BrokenDrawing } from '../../shared/drawings.tsx'
import { DoneIcon, Mark } from '../../shared/icons.tsx'
import { Notice } from '../../shared/notice.tsx'
import { setupTexts as texts } from '../../shared/setup-texts.ts'
import { texts as common } from '../../shared/texts.ts'
import { useLiveEvents } from '../../shared/use-live-events.ts'
import { botsQuery } from '../bots/bots-calls.ts'
import { workersQuery } from '../workers/worker-calls.ts'
import { BotStep } from './bot-step.tsx'
import { ChannelStep } from './channel-step.tsx'
import { BotDrawing, ChannelDrawing, ReadyDrawing, WorkerDrawing } from './drawings.tsx'
import { ReadyStep } from './ready-step.tsx'
import styles from './setup-page.module.css'
import { after, before, firstOpen, isDone, STEPS, type Facts, type Place } from './setup-steps.ts'
import { WorkerStep } from './worker-step.tsx'

const PARTS: Record<Place, { Content: ComponentType<{ facts: Facts }>; Drawing: ComponentType }> = {
  bot: { Content: BotStep, Drawing: BotDrawing },
  channel: { Content: ChannelStep, Drawing: ChannelDrawing },
  worker: { Content: WorkerStep, Drawing: WorkerDrawing },
  ready: { Content: ReadyStep, Drawing: ReadyDrawing },
}

type SetupPageProps = {
  /** Of the address; undefined: the first step that is not done. */
  place: Place | undefined
  onPlace: (place: Place, how?: { replace: boolean }) => void
}

/** Bot, channel, worker: one question a page, with what is true right now. For the owner. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function SetupPage({ place: asked, onPlace }: SetupPageProps) {
  const { facts, error, retry } = useFacts()
  // The place is kept while it is looked at: a step that turns green does not leave by itself.
  const place = asked ?? (facts && firstOpen(facts))
  const toPlace = useRef(onPlace)
  useEffect(() => {
    toPlace.current = onPlace
  })
  useEffect(() => {
    if (asked === undefined && place !== undefined) toPlace.current(place, { replace: true })
  }, [asked, place])
  return (
    <div className={styles['page']}>
      <header className={styles['bar']}>
        <Mark />
        <span className={styles['heading']}>{texts.title}</span>
        <ButtonLink href="/">{place === 'ready' ? texts.close : texts.later}</ButtonLink>
      </header>
      {facts !== undefined && place !== undefined && (
        <>
          <Path facts={facts} place={place} onPlace={onPlace} />
          <StepPage key={place} facts={facts} place={place} onPlace={onPlace} />
        </>
      )}
      {facts === undefined && error !== null && (
        <Notice urgent drawing={<BrokenDrawing />} title={texts.failed}>
          <Button look="main" onClick={retry}>
            {common.retry}
          </Button>
        </Notice>
      )}
    </div>
  )
}

type PartProps = Pick<SetupPageProps, 'onPlace'> & { facts: Facts; place: Place }

function follow(event: MouseEvent, go: () => void): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey) return
  event.preventDefault()
  go()
}

/** Bots and workers as they are, asked again whenever something changes. */
function useFacts() {
  const client = useQueryClient()
  const bots = useQuery(botsQuery)
  const workers = useQuery(workersQuery)
  const listeners = useMemo(() => {
    const again = (queryKey: readonly string[]) => () => void client.invalidateQueries({ queryKey })
    const [ofBots, ofWorkers] = [again(botsQuery.queryKey), again(workersQuery.queryKey)]
    const all = () => {
      ofBots()
      ofWorkers()
    }
    return { bots: ofBots, workers: ofWorkers, reconnected: all, refused: all }
  }, [client])
  useLiveEvents(true, listeners)
  const facts = useMemo(
    (): Facts | undefined => bots.data && workers.data && { bots: bots.data, workers: workers.data.workers },
    [bots.data, workers.data],
  )
  const retry = () => void Promise.all([bots.refetch(), workers.refetch()])
  return { facts, error: bots.error ?? workers.error, retry }
}

/** The three steps and the end, each with its state, each an address. */
function Path({ facts, place, onPlace }: PartProps) {
  return (
    <nav aria-label={texts.steps}>
      <ol className={styles['path']}>
        {STEPS.map((step, at) => (
          <li key={step}>
            <a
              href={`/setup/${step}`}
              onClick={(event) => follow(event, () => onPlace(step))}
              aria-current={step === place ? 'step' : undefined}
              className={isDone(step, facts) ? styles['done'] : undefined}
            >
              <span className={styles['number']}>
                {isDone(step, facts) ? <DoneIcon size={16} /> : <span aria-hidden="true">{at + 1}</span>}
              </span>
              {texts.names[step]}
              {isDone(step, facts) && <span className="visually-hidden">, {texts.states.good}</span>}
            </a>
          </li>
        ))}
      </ol>
    </nav>
  )
}

function StepPage({ facts, place, onPlace }: PartProps) {
  const { Content, Drawing } = PARTS[place]
  const title = useRef<HTMLHeadingElement>(null)
  const isAll = place === 'ready' && STEPS.every((step) => isDone(step, facts))
  const { question, text } = isAll ? texts.all : texts[place]
  useEffect(() => {
    document.title = `${question} – ${common.name}`
    title.current?.focus({ preventScroll: true })
    scrollTo({ top: 0 })
  }, [question])
  return (
    <main className={styles['step']}>
      <div className={styles['picture']}>
        <Drawing />
      </div>
      <div className={styles['words']}>
        <h1 ref={title} tabIndex={-1}>
          {question}
        </h1>
        <p>{text}</p>
        <Content facts={facts} />
        <Ways facts={facts} place={place} onPlace={onPlace} />
      </div>
    </main>
  )
}

/** Back and on; on is never closed. */
function Ways({ facts, place, onPlace }: PartProps): ReactNode {
  if (place === 'ready') return null
  const [back, next, isOver] = [before(place), after(place), isDone(place, facts)]
  return (
    <div className={styles['ways']}>
      {back !== undefined && (
        <ButtonLink href={`/setup/${back}`} onClick={(event) => follow(event, () => onPlace(back))}>
          {texts.back}
        </ButtonLink>
      )}
      <ButtonLink
        look={isOver ? 'main' : 'plain'}
        href={`/setup/${next}`}
        // The last page is loaded anew: the policy of this one knows nothing of a worker that came meanwhile.
        onClick={(event) => next !== 'ready' && follow(event, () => onPlace(next))}
      >
        {isOver ? texts.next : texts.skip}
      </ButtonLink>
    </div>
  )
}
