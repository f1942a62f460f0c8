import type { ReactNode } from 'react'
import styles from './notice.module.css'

type NoticeProps = {
  title: string
  text?: string | undefined
  drawing?: ReactNode
  /** The way on: one button, rarely two. */
  children?: ReactNode
  /** Said aloud at once: for what went wrong. */
  urgent?: boolean
  /** All that there is on the page, so that its title is the page's. */
  isPage?: boolean
}

/** A picture, a sentence, a button: what a page shows when it has nothing else to show. */
export function Notice({ title, text, drawing, children, urgent = false, isPage = false }: NoticeProps) {
  const Title = isPage ? 'h1' : 'h2'
  return (
    <div className={styles['notice']} role={urgent ? 'alert' : undefined}>
      {drawing !== undefined && <div className={styles['drawing']}>{drawing}</div>}
      <Title>{title}</Title>
      {text !== undefined && <p>{text}</p>}
      {children !== undefined && <div className={styles['actions']}>{children}</div>}
    </div>
  )
}
