import { useEffect, useId, useRef, type ReactNode } from 'react'
import { Button } from '../../shared/button.tsx'
import { peopleTexts as texts } from '../../shared/people-texts.ts'
import styles from './people.module.css'

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
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => dialog.current?.showModal(), [])
  return (
    <dialog ref={dialog} className={styles['dialog']} aria-labelledby={id} onClose={onClose}>
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault()
          onConfirm()
        }}
      >
        <h2 id={id}>{title}</h2>
        <p>{text}</p>
        {children}
        <div className={styles['actions']}>
          <Button onClick={() => dialog.current?.close()}>{texts.cancel}</Button>
          <Button look="main" type="submit" disabled={isBusy}>
            {action}
          </Button>
        </div>
      </form>
    </dialog>
  )
}
