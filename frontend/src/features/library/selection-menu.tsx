import { useId, type ReactNode } from 'react'
import { Button } from '../../shared/button.tsx'
import { MoreIcon } from '../../shared/icons.tsx'
import { libraryTexts as texts } from '../../shared/library-texts.ts'
import styles from './selection-menu.module.css'

/** What has no room in the bar of a phone: each button becomes a row, with its name beside it. */
export function SelectionMenu({ children }: { children: ReactNode }) {
  const id = useId()
  return (
    <>
      <Button look="round" aria-label={texts.bar.more} popoverTarget={id}>
        <MoreIcon />
      </Button>
      <div
        id={id}
        popover="auto"
        role="group"
        aria-label={texts.bar.more}
        className={styles['menu']}
        onClick={({ currentTarget }) => currentTarget.hidePopover()}
      >
        {children}
      </div>
    </>
  )
}
