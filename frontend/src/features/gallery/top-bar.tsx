import type { ReactNode } from 'react'
import type { Account } from '@gramreel/contracts/accounts'
import { Mark } from '../../shared/icons.tsx'
import { texts } from '../../shared/texts.ts'
import { AccountMenu } from './account-menu.tsx'
import { SearchBox } from './search-box.tsx'
import styles from './top-bar.module.css'

type TopBarProps = {
  account: Account | null | undefined
  query: string
  onSearch: (query: string) => void
  /** The mark leads home: no filter, and the newest on top. */
  onHome: () => void
  /** What stands before the account's menu. */
  upload: ReactNode
}

export function TopBar({ account, query, onSearch, onHome, upload }: TopBarProps) {
  return (
    <header className={styles['bar']}>
      <a
        className={styles['mark']}
        href="/"
        aria-label={texts.name}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return
          event.preventDefault()
          onHome()
        }}
      >
        <Mark />
        <span className={styles['name']}>{texts.name}</span>
      </a>
      <SearchBox query={query} onSearch={onSearch} />
      <div className={styles['end']}>
        {upload}
        <AccountMenu account={account} />
      </div>
    </header>
  )
}
