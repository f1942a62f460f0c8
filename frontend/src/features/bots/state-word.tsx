import styles from './bots.module.css'

export type Mood = 'good' | 'waiting' | 'bad'

const SHAPES: Record<Mood, string> = {
  good: 'M5 12.5l4.5 4.5L19 7.5',
  waiting: 'M12 6.5v6l3.5 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z',
  bad: 'M12 4 2.75 20h18.5L12 4ZM12 10v4.5M12 17.25v.01',
}

/** How something is, as a word and a shape; the colour only repeats it. */
export function StateWord({ mood, children }: { mood: Mood; children: string }) {
  return (
    <span className={`${styles['state']} ${styles[mood]}`}>
      <svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">
        <path d={SHAPES[mood]} fill="none" stroke="currentColor" strokeWidth="2" strokeLinejoin="round" />
      </svg>
      {children}
    </span>
  )
}
