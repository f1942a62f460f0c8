import { useId, useRef, useState, type MouseEvent } from 'react'
import type { Account } from '@gramreel/contracts/accounts'
import { Button, ButtonLink } from '../../shared/button.tsx'
import { useGo } from '../../shared/go.ts'
import { PersonIcon } from '../../shared/icons.tsx'
import { libraryNames } from '../../shared/library-names.ts'
import { useSignOut } from '../../shared/session.ts'
import { texts } from '../../shared/texts.ts'
import { chooseTheme, readTheme, THEMES, type Theme } from '../../shared/theme.ts'
import styles from './account-menu.module.css'

/** Who is signed in, how it looks, and the way out. The platform's popover closes it on Esc and on a click elsewhere. */
export function AccountMenu({ account }: { account: Account | null | undefined }) {
  const id = useId()
  const signOut = useSignOut()
  const menu = useRef<HTMLDivElement>(null)
  const lead = useGo()
  const go = (href: string) => {
    const { onClick, ...rest } = lead(href)
    return {
      ...rest,
      onClick: (event: MouseEvent) => {
        menu.current?.hidePopover()
        onClick(event)
      },
    }
  }
  return (
    <>
      <Button look="round" aria-label={texts.account.menu} popoverTarget={id}>
        <PersonIcon />
      </Button>
      <div
        ref={menu}
        id={id}
        popover="auto"
        className={styles['menu']}
        aria-label={texts.account.menu}
        role="dialog"
      >
        {account !== null && account !== undefined && (
          <div className={styles['who']}>
            <p className={styles['name']} dir="auto">
              {account.name}
            </p>
            {account.email !== null && <p className={styles['email']}>{account.email}</p>}
          </div>
        )}
        <ThemeChoice />
        {account?.hasPassword === false && (
          <ButtonLink className={styles['wide']} href="/welcome">
            {texts.account.setUp}
          </ButtonLink>
        )}
        <ButtonLink className={styles['wide']} {...go('/?favourite=true')}>
          {libraryNames.favourites}
        </ButtonLink>
        <ButtonLink className={styles['wide']} {...go('/?trash=true')}>
          {libraryNames.trash}
        </ButtonLink>
        <ButtonLink className={styles['wide']} href="/settings">
          {texts.account.settings}
        </ButtonLink>
        <Button className={styles['wide']} disabled={signOut.isPending} onClick={() => signOut.mutate()}>
          {texts.account.signOut}
        </Button>
      </div>
    </>
  )
}

function ThemeChoice() {
  const [theme, setTheme] = useState(readTheme)
  const name = useId()
  const choose = (next: Theme) => {
    chooseTheme(next)
    setTheme(next)
  }
  return (
    <fieldset className={styles['themes']}>
      <legend>{texts.account.appearance}</legend>
      <div className={styles['choices']}>
        {THEMES.map((choice) => (
          <label key={choice} className={styles['choice']}>
            <input
              type="radio"
              className="visually-hidden"
              name={name}
              checked={theme === choice}
              onChange={() => choose(choice)}
            />
            {texts.account.themes[choice]}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
