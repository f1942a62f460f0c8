import { useLayoutEffect, useRef, type ReactNode } from 'react'
import styles from './dialog.module.css'

type DialogProps = { title: string; text?: string | undefined; onClose: () => void; children: ReactNode }

/** A sheet over everything, the viewer too. The platform keeps the focus in it and closes it on Esc. */
export function Dialog({ title, text, onClose, children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  // Closed while it is still in the page: only then the focus goes back to where it was.
  useLayoutEffect(() => {
    const element = dialog.current
    if (element !== null && !element.open) element.showModal()
    return () => element?.close()
  }, [])
  return (
    <dialog
      ref={dialog}
      className={styles['dialog']}
      aria-label={title}
      // Letters that are typed here are no commands to what is beneath, nor is a click.
      onKeyDown={(event) => event.stopPropagation()}
      onClick={(event) => event.stopPropagation()}
      onCancel={(event) => {
        event.preventDefault()
        event.stopPropagation()
        onClose()
      }}
    >
      <div className={styles['head']}>
        <h2>{title}</h2>
        {text !== undefined && <p>{text}</p>}
      </div>
      {children}
    </dialog>
  )
}
