import { useEffect, useState, useSyncExternalStore } from 'react'
import { createPortal } from 'react-dom'
import { Button } from './button.tsx'
import { CloseIcon } from './icons.tsx'
import { texts } from './texts.ts'
import { dismissToast, TOAST_MS, useToasts, type Toast } from './toast.ts'
import styles from './toasts.module.css'

/** What is outside an open modal cannot be reached: the message stands inside the topmost. */
const hostNow = (): Element => [...document.querySelectorAll('dialog:modal')].at(-1) ?? document.body

const watchHost = (changed: () => void) => {
  const observer = new MutationObserver(changed)
  observer.observe(document.body, { childList: true, subtree: true, attributeFilter: ['open'] })
  return () => observer.disconnect()
}

/** The message of the moment, above everything. It goes by itself, but not while somebody is about to use it. */
// oxlint-disable-next-line import/no-default-export -- React.lazy takes default exports
export default function Toasts() {
  const [toast] = useToasts()
  const host = useSyncExternalStore(watchHost, hostNow)
  return createPortal(
    <div
      className={styles['place']}
      role="status"
      aria-live={toast?.isUrgent === true ? 'assertive' : 'polite'}
    >
      {toast !== undefined && <Message key={toast.id} toast={toast} />}
    </div>,
    host,
  )
}

function Message({ toast: { id, text, action, isUrgent } }: { toast: Toast }) {
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    if (isHeld) return undefined
    const timer = setTimeout(() => dismissToast(id), TOAST_MS)
    return () => clearTimeout(timer)
  }, [id, isHeld])
  return (
    <div
      className={styles['toast']}
      data-urgent={isUrgent}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      // Not for the viewer or the grid beneath.
      onClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key !== 'Escape') return
        event.preventDefault()
        dismissToast(id)
      }}
    >
      <p>{text}</p>
      {action !== undefined && (
        <Button
          className={styles['action']}
          onClick={() => {
            dismissToast(id)
            action.run()
          }}
        >
          {action.label}
        </Button>
      )}
      <Button
        look="round"
        className={styles['close']}
        aria-label={texts.dismiss}
        onClick={() => dismissToast(id)}
      >
        <CloseIcon size={20} />
      </Button>
    </div>
  )
}
