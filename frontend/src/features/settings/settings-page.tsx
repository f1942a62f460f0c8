import { useEffect, useRef, type ReactNode } from 'react'
import { BackIcon } from '../../shared/icons.tsx'
import { settingsTexts as texts } from '../../shared/settings-texts.ts'
import { usePageTitle } from '../../shared/use-page-title.ts'
import styles from './settings-page.module.css'

export type SectionLink = { id: string; title: string }

type SettingsPageProps = {
  sections: readonly SectionLink[]
  /** The one that is shown. */
  current: SectionLink
  children: ReactNode
}

/** The settings: a list of sections, and one of them. On phones the list is a row above it. */
export function SettingsPage({ sections, current, children }: SettingsPageProps) {
  const list = useRef<HTMLElement>(null)
  usePageTitle(current.title)
  // On a phone the row is wider than the screen.
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [current.id])
  return (
    <div className={styles['page']}>
      <header className={styles['bar']}>
        <a className={styles['back']} href="/" aria-label={texts.back}>
          <BackIcon />
        </a>
        <span className={styles['heading']}>{texts.title}</span>
      </header>
      <div className={styles['columns']}>
        <nav ref={list} className={styles['sections']} aria-label={texts.title}>
          {sections.map(({ id, title }) => (
            <a key={id} href={`/settings/${id}`} aria-current={id === current.id ? 'page' : undefined}>
              {title}
            </a>
          ))}
        </nav>
        <main className={styles['content']}>
          <h1>{current.title}</h1>
          {children}
        </main>
      </div>
    </div>
  )
}
