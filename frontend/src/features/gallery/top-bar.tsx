import type { ReactNode } from 'react'
import type { Account } from '@gramreel/contracts/accounts'
import { ButtonLink } from '../../shared/button.tsx'
import { useGo } from '../../shared/go.ts'
import { AlbumIcon, Mark } from '../../shared/icons.tsx'
import { libraryNames } from '../../shared/library-names.ts'
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
  const go = useGo()
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
        <ButtonLink
          look="round"
          aria-label={libraryNames.albums}
          title={libraryNames.albums}
          {...go('/albums')}
        >
          <AlbumIcon />
        </ButtonLink>
        <AccountMenu account={account} />
      </div>
    </header>
  )
}
