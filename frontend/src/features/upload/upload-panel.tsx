import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { Button } from '../../shared/button.tsx'
import { formatBytes, formatCount } from '../../shared/format.ts'
import { CloseIcon, FoldIcon, UnfoldIcon } from '../../shared/icons.tsx'
import { uploadTexts as texts } from '../../shared/upload-texts.ts'
import { formatLeft } from './format-left.ts'
import { readOverall, readRows, subscribe, type Row } from './rows.ts'
import { forgetTaken, readTaking, subscribeTaking } from './take-in.ts'
import { isOver, timeLeft, totalsOf, type Totals } from './totals.ts'
import styles from './upload.module.css'
import { cancelAll, clearOver, pauseAll, reopenAll, resumeAll, retryFailed } from './upload-queue.ts'
import { UploadRows } from './upload-rows.tsx'

type UploadPanelProps = { hrefOf: (id: string) => string; onOpen: (id: string) => void }

const FOLDED = 'gramreel-upload-folded'

/** How far all is, and a row for each file, at the lower end; nothing while there is none. */
export function UploadPanel(props: UploadPanelProps) {
  const rows = useSyncExternalStore(subscribe, readRows)
  const taking = useSyncExternalStore(subscribeTaking, readTaking)
  const [isFolded, setIsFolded] = useState(() => sessionStorage.getItem(FOLDED) === 'yes')
  useEffect(() => sessionStorage.setItem(FOLDED, isFolded ? 'yes' : 'no'), [isFolded])
  const isLeftOut = taking.unreadable > 0 || taking.empty > 0
  if (rows.length === 0 && taking.running === 0 && !isLeftOut) return null
  const totals = totalsOf(rows)
  const fold = isFolded ? texts.expand : texts.collapse
  const isQuiet = totals.moving === 0 && taking.running === 0
  return (
    <section className={styles['panel']} aria-label={texts.panel}>
      <header className={styles['head']}>
        <div className={styles['summary']}>
          <h2 className={styles['title']}>{texts.summary(totals)}</h2>
          <Line totals={totals} />
        </div>
        <Button
          look="round"
          aria-label={fold}
          title={fold}
          aria-expanded={!isFolded}
          onClick={() => setIsFolded(!isFolded)}
        >
          {isFolded ? <UnfoldIcon size={20} /> : <FoldIcon size={20} />}
        </Button>
        {isQuiet && (totals.over > 0 || isLeftOut) && (
          <Button look="round" aria-label={texts.clear} title={texts.clear} onClick={clear}>
            <CloseIcon size={20} />
          </Button>
        )}
      </header>
      {totals.files > 1 && totals.moving > 0 && (
        <progress
          className={styles['whole']}
          max={totals.bytes}
          value={totals.sent}
          aria-label={texts.progressOfAll}
        />
      )}
      {taking.running > 0 && <p className={styles['note']}>{texts.looking(formatCount(taking.found))}</p>}
      {taking.unreadable > 0 && (
        <p className={styles['note']}>
          {texts.unreadable(taking.unreadable, formatCount(taking.unreadable))}
        </p>
      )}
      {taking.empty > 0 && (
        <p className={styles['note']}>{texts.empty(taking.empty, formatCount(taking.empty))}</p>
      )}
      {!isFolded && <AllActions rows={rows} totals={totals} />}
      {!isFolded && <UploadRows rows={rows} {...props} />}
      {/* Not chatty: it changes when files come, when one fails, and at the end. */}
      <p className="visually-hidden" role="status">
        {texts.said(totals)}
        {taking.empty > 0 && ` ${texts.empty(taking.empty, formatCount(taking.empty))}`}
      </p>
    </section>
  )
}

const clear = () => {
  clearOver()
  forgetTaken()
}

/** "1.2 GB of 3 GB · 4 MB/s · 12 min left" */
function Line({ totals }: { totals: Totals }) {
  if (totals.moving === 0 || totals.files < 2) return null
  const pace = readOverall()
  const left = timeLeft(totals, pace)
  const parts = [
    texts.of(formatBytes(totals.sent), formatBytes(totals.bytes)),
    pace.perSecond !== undefined && totals.sent > 0 && texts.speed(formatBytes(pace.perSecond)),
    left !== undefined && texts.left(formatLeft(left)),
  ]
  return <p className={styles['line']}>{parts.filter(Boolean).join(' · ')}</p>
}

/** What is done with all of them; nothing while there is only one. */
function AllActions({ rows, totals }: { rows: readonly Row[]; totals: Totals }) {
  const [isAsking, setAsking] = useState(false)
  const first = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    if (isAsking) first.current?.focus()
  }, [isAsking])
  const count = (state: Row['state']) => rows.filter((row) => row.state === state).length
  const kept = rows.filter((row) => row.state === 'lost' && row.isKept === true).length
  const open = rows.length - rows.filter(isOver).length
  if (open === 0 || (rows.length < 2 && kept === 0)) return null
  if (isAsking) {
    return (
      <div className={styles['question']} role="group" aria-label={texts.cancelAllAsk(open)}>
        <p>{texts.cancelAllAsk(open)}</p>
        <div className={styles['all']}>
          <Button ref={first} onClick={() => setAsking(false)}>
            {texts.keep}
          </Button>
          <Button
            look="main"
            onClick={() => {
              setAsking(false)
              cancelAll()
            }}
          >
            {texts.cancelAll}
          </Button>
        </div>
      </div>
    )
  }
  return (
    <div className={styles['all']}>
      {kept > 0 && <Button onClick={() => void reopenAll()}>{texts.reopenAll(kept)}</Button>}
      {count('failed') > 0 && <Button onClick={retryFailed}>{texts.retryAll(count('failed'))}</Button>}
      {totals.moving > 0 && <Button onClick={pauseAll}>{texts.pauseAll}</Button>}
      {count('paused') > 0 && <Button onClick={resumeAll}>{texts.resumeAll}</Button>}
      <Button onClick={() => setAsking(true)}>{texts.cancelAll}</Button>
    </div>
  )
}
