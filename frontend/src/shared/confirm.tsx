import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import styles from './dialog.module.css'
import { texts } from './texts.ts'

type ConfirmProps = {
  title: string
  text: string
  /** What the button says that does it. */
  action: string
  isBusy: boolean
  onConfirm: () => void
  onClose: () => void
  /** What went wrong. */
  children?: ReactNode
}

/** Asks before something that cannot be undone. Open while it is there; Esc and Cancel close it. */
export function Confirm({ title, text, action, isBusy, onConfirm, onClose, children }: ConfirmProps) {
  return (
    <Dialog title={title} text={text} onClose={onClose}>
      <form
        method="dialog"
        className={styles['form']}
        onSubmit={(event) => {
          event.preventDefault()
          onConfirm()
        }}
      >
        {children}
        <div className={styles['actions']}>
          <Button onClick={onClose}>{texts.cancel}</Button>
          <Button look="main" type="submit" disabled={isBusy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
