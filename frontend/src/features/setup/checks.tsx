import { useEffect, useState } from 'react'
import { DoneIcon, WarningIcon } from '../../shared/icons.tsx'
import { setupTexts as texts } from '../../shared/setup-texts.ts'
import styles from './checks.module.css'

export type Check = {
  id: string
  /** `open`: cannot be said, and is no trouble. */
  state: 'good' | 'bad' | 'waiting' | 'open'
  title: string
  text?: string | undefined
  /** What to do about it. */
  advice?: string | undefined
}

const STEP_MS = 260

const isStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches

/** Lines that turn green one after the other, each with its shape and words. */
export function Checks({ label, checks }: { label: string; checks: readonly Check[] }) {
  const shown = useOneByOne(checks.length)
  return (
    <ul className={styles['checks']} aria-label={label} aria-live="polite">
      {checks.map((check, at) => (
        <Line key={check.id} check={at < shown ? check : { ...check, state: 'waiting', advice: undefined }} />
      ))}
    </ul>
  )
}

/** Counts up to `length`, a step at a time. */
function useOneByOne(length: number): number {
  const [shown, setShown] = useState(() => (isStill() ? length : 0))
  const isAll = shown >= length
  useEffect(() => {
    if (isAll) return undefined
    const timer = setInterval(() => setShown((before) => before + 1), STEP_MS)
    return () => clearInterval(timer)
  }, [isAll])
  return isStill() ? length : shown
}

function Line({ check: { state, title, text, advice } }: { check: Check }) {
  return (
    <li className={styles[state]} data-state={state}>
      <span className={styles['shape']}>
        {state === 'good' && <DoneIcon size={18} />}
        {state === 'bad' && <WarningIcon size={18} />}
      </span>
      <span>
        <span className={styles['title']}>{title}</span>
        <span className="visually-hidden">: {texts.states[state]}</span>
        {text !== undefined && state !== 'waiting' && <span className={styles['text']}>{text}</span>}
        {advice !== undefined && <span className={styles['advice']}>{advice}</span>}
      </span>
    </li>
  )
}
